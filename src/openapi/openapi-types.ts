/** As much of an OpenAPI document as is read here, and what is said of an operation beside it. */
import type { z } from 'zod';
import type { ProblemKind } from '../problems/problem.js';

/** As much of an operation as is read here. */
export interface Described {
  operationId?: string | undefined;
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string; [more: string]: unknown }[];
  responses?: Record<string, { description: string; headers?: object; content?: Record<string, { schema?: unknown }> }>;
  security?: Record<string, string[]>[];
  requestBody?: { required?: boolean; content?: Record<string, { example?: unknown; schema?: unknown }> };
}

export type OpenApi = { openapi: string; paths: Record<string, Record<string, Described>> } & Record<string, unknown>;

interface GoodAnswer {
  meaning: string;
  shape?: z.ZodType;
  /** Of what is no JSON. */
  mediaType?: string;
  headers?: object;
}

export interface Operation {
  summary: string;
  answers: Record<number, GoodAnswer>;
  problems?: ProblemKind[];
  /** Takes an Idempotency-Key. */
  isKeyed?: boolean;
  isBodyOptional?: boolean;
  /** Of a body that the route reads as text. */
  json?: z.ZodType;
  /** Of a body that is a form. */
  form?: z.ZodType;
  /** Beside those that its schemas say. */
  parameters?: Described['parameters'];
  /** Counts against no limit. */
  isUnlimited?: boolean;
}

/** What is said of one operation. */
import type { z } from 'zod';
import type { ProblemKind } from '../problems/problem.js';

export interface Operation {
  summary: string;
  answers: Record<number, { meaning: string; shape?: z.ZodType }>;
  problems?: ProblemKind[];
  /** Takes an Idempotency-Key. */
  isKeyed?: boolean;
  isBodyOptional?: boolean;
  /** Counts against no limit. */
  isUnlimited?: boolean;
}

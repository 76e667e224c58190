/** As much of an OpenAPI document as is read here. */
export interface Described {
  operationId?: string | undefined;
  summary?: string;
  parameters?: { name: string; in: string; [more: string]: unknown }[];
  responses?: Record<string, { description: string; headers?: object }>;
  requestBody?: { required?: boolean; content?: Record<string, { example?: unknown }> };
}

export type OpenApi = { openapi: string; paths: Record<string, Record<string, Described>> } & Record<string, unknown>;

/** What every refusal looks like from outside (RFC 9457), whatever was wrong. */
import { PROBLEMS, type ProblemKind } from '../../src/problems/problem.js';
import type { Answer } from '../http.js';

export interface ExpectedProblem {
  kind: ProblemKind;
  /** Each must be among `errors[].pointer`. */
  pointers?: string[];
  /** The path, without the query. */
  instance: string;
  requestId?: string;
}

export function expectProblem(answer: Answer, { kind, pointers = [], instance, requestId }: ExpectedProblem): void {
  const { status, title } = PROBLEMS[kind];
  expect({ status: answer.status, type: answer.body?.type, text: answer.text }).toMatchObject({
    status,
    type: `/problems/${kind}`,
  });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({ title, status, instance, detail: expect.stringMatching(/\S/) });
  expect(answer.body.request_id).toBe(answer.headers.get('x-request-id'));
  if (requestId !== undefined) expect(answer.body.request_id).toBe(requestId);
  const named = ((answer.body.errors ?? []) as { pointer: string; detail: string }[]).map((error) => error.pointer);
  expect(named).toEqual(expect.arrayContaining(pointers));
}

/** Says whether a JSON value has the members it needs, and which one is wrong. */
import type { Part } from './wording.en.js';
import type { Sentence } from './wording.js';

export type Rule = (value: unknown) => boolean;

/** Members and their rules; a name ending in `?` may be absent. Further members are left to the caller. */
export type Shape = Record<string, Rule>;

const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isString: Rule = (value) => typeof value === 'string';
export const isWord: Rule = (value) => typeof value === 'string' && value.length > 0 && value.length <= 500;
export const isHash: Rule = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
export const isCount: Rule = (value) => Number.isSafeInteger(value) && (value as number) > 0;
export const isIndex: Rule = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
export const isTime: Rule = (value) =>
  typeof value === 'string' && UTC_TIME.test(value) && !Number.isNaN(Date.parse(value));
export const isList: Rule = (value) => Array.isArray(value);

export const exactly =
  (...allowed: unknown[]): Rule =>
  (value) =>
    allowed.includes(value);
export const listOf =
  (rule: Rule): Rule =>
  (value) =>
    Array.isArray(value) && value.every(rule);
export const orNull =
  (rule: Rule): Rule =>
  (value) =>
    value === null || rule(value);

/** What is to be said of the first member that is missing or wrong; undefined when all is well. */
export function faultOfShape(part: Part, value: unknown, shape: Shape): Sentence | undefined {
  if (!isObject(value)) return ['notObject', part];
  for (const [key, rule] of Object.entries(shape)) {
    const name = key.replace('?', '');
    if (!Object.hasOwn(value, name)) {
      if (key === name) return ['lacks', part, name];
    } else if (!rule(value[name])) {
      return ['misfit', part, name];
    }
  }
  return undefined;
}

/** Why a text from a phone decided nothing, as far as its words tell once the codes are out of them. Pure. */
import { CODE_PLACE } from '../texts/wording.js';
import { MEANINGFUL_SIGN, MEANINGS } from './reply.js';
import { ID_SHAPE, toPlain } from './reply-text.js';

export type WhyUndecided =
  | ('wrong_code' | 'wrong_check' | 'erased')
  | ('two_answers' | 'two_codes' | 'question' | 'other_words' | 'no_code' | 'only_id' | 'no_answer');

/** @param text as it is kept: `{code}` where six digits stood */
export function whyUndecided(outcome: string | null, text: string): WhyUndecided {
  if (outcome === 'wrong_code' || outcome === 'wrong_check') return outcome;
  if (text === '') return 'erased';
  const pieces = text.split(CODE_PLACE);
  const codes = pieces.length - 1;
  const plain = toPlain(pieces.join(' ')).text;
  const ids = new RegExp(ID_SHAPE, 'g');
  const words = plain.replace(ids, ' ').match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const answers = new Set(words.map((word) => MEANINGS.get(word)).filter((said) => said === 'yes' || said === 'no'));
  if (answers.size > 1) return 'two_answers';
  if (codes > 1) return 'two_codes';
  if (plain.includes('?')) return 'question';
  if (answers.size === 0) return 'no_answer';
  if (MEANINGFUL_SIGN.test(plain) || words.some((word) => !MEANINGS.has(word))) return 'other_words';
  if (codes === 1) return 'wrong_code'; // six digits that are no code of anybody's
  return ids.test(plain) ? 'only_id' : 'no_code';
}

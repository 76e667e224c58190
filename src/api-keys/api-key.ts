/** How a key is written: `ndy_<env>_<id>_<secret>`. The first three parts name it, and are all a signed request sends. */
import { randomBytes } from 'node:crypto';
import type { Env } from '../config/env.js';
import { randomName } from '../crypto/ids.js';

const WORDS = { development: 'dev', testing: 'test', production: 'live' } as const;
const ID_LENGTH = 12;
const SECRET_BYTES = 32; // 256 bits: nothing that a fast hash would make easier to guess

const KEY = /^(ndy_(?:dev|test|live)_([a-z2-7]{12}))(?:_[0-9a-f]{64})?$/;

type Tier = Env['environment'];

export interface NewKey {
  id: string;
  /** The whole key: shown once. */
  text: string;
}

export function makeKey(tier: Tier): NewKey {
  const id = randomName(ID_LENGTH);
  return { id, text: `${keyIdOf(id, tier)}_${randomBytes(SECRET_BYTES).toString('hex')}` };
}

/** What names the key to its holder: `ndy_<env>_<id>`. */
export const keyIdOf = (id: string, tier: Tier): string => `ndy_${WORDS[tier]}_${id}`;

/** Null for what is written in another way, or was made for another environment. */
export function readKey(text: string, tier: Tier): { id: string; hasSecret: boolean } | null {
  const [, name, id = ''] = KEY.exec(text) ?? [];
  return name === keyIdOf(id, tier) ? { id, hasSecret: name !== text } : null;
}

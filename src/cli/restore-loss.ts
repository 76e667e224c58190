/** What a restore takes away, in words: for the person who gives the command, and, signed, for everybody else. */
import { compareFiles, type Difference, lastMomentIn } from '../backups/database-difference.js';
import type { Env } from '../config/env.js';
import type { Secrets } from '../config/secrets.js';
import { type Checkpoint, readCheckpoint } from '../crypto/signed-note.js';
import { checkpointPath, readCheckpointFile } from '../log/checkpoint-file.js';
import { rootOf, sizeOf } from '../log/log-tree.js';
import { RestoresService } from '../log/restores.service.js';
import { SequencerService } from '../log/sequencer.service.js';
import { Database } from '../persistence/database.js';
import { SigningKeysService } from '../signing/signing-keys.service.js';
import type { Reads } from '../transactions/reads.js';
import { openRooms } from './workbench.js';

const NAMED = 20;

/** @param former the database that was there, or null */
export function tellLoss(restored: string, former: string | null): string[] {
  const last = lastMomentIn(restored);
  const known = last === null ? 'The copy is empty.' : `The last thing this copy knows is of ${last}.`;
  if (former === null) return [`${known} What was agreed, answered or texted after that is not in it.`];
  let lost: Difference;
  try {
    lost = compareFiles(former, restored);
  } catch (error) {
    return [`${known} What came after it is lost; the former database cannot say what: ${(error as Error).message}.`];
  }
  const { contracts, decisions, texts, touched } = lost;
  if (touched.length === 0 && texts === 0) return [`${known} Nothing that the former database holds is missing in it.`];
  const names = touched.slice(0, NAMED).map((id) => `  ${id}`);
  const more = touched.length > NAMED ? [`  and ${touched.length - NAMED} more`] : [];
  return [
    `${known} Lost, and only in the former one: ${contracts} contracts, ${decisions} decisions, ${texts} texts.`,
    ...(names.length > 0
      ? ['These contracts are gone, or stand as they stood then; tell their parties, and ask again:']
      : []),
    ...[...names, ...more],
  ];
}

/** Where a later checkpoint stands beside it, signs that the log goes on from here: else the service would not start. */
export async function acknowledgedIfOlder(env: Env, secrets: Secrets): Promise<string[]> {
  const path = checkpointPath(env.dataDir);
  const note = readCheckpointFile(env.dataDir);
  if (note === null) {
    return [
      `There is no ${path}. Has anybody kept the last checkpoint? Put it there before you start, so that a loss is said.`,
    ];
  }
  const database = await Database.openBeside(env.database);
  try {
    const claimed = readOrNull(note);
    if (claimed && (await goesOnFrom(database.reads, claimed))) return [];
    const rooms = await openRooms(env, secrets, database, [SigningKeysService, SequencerService, RestoresService]);
    const { tree_size } = await rooms.get(RestoresService).acknowledge(new Date());
    const size = claimed ? `${claimed.size} leaves` : 'nothing that can be read';
    return [
      `${path} said ${size}, this copy has ${tree_size}. Signed for all to see: the log was restored, and goes on from here.`,
    ];
  } finally {
    await database.close();
  }
}

async function goesOnFrom(reads: Reads, { size, root }: Checkpoint): Promise<boolean> {
  return size <= (await sizeOf(reads)) && (await rootOf(reads, size)).equals(root);
}

function readOrNull(note: string): Checkpoint | null {
  try {
    return readCheckpoint(note);
  } catch {
    return null;
  }
}

export const WHAT_IS_UNDONE = `Texts that waited when the copy was made go out once more. What was done after it to people and keys is undone, so do it
again: numbers erased, STOPs, keys and sessions revoked, operators disabled, signing keys revoked.`;

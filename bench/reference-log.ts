/** Puts events into the transparency log: leaves, whole subtrees, a signed checkpoint for what came in a moment. */
import { createHash, randomBytes } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import { KID, signNote } from './reference-evidence.js';
import { insertInto } from './reference-statements.js';

const GATHER_MS = 200;
const AT_ONCE = 256;
const FANOUT = 256;

interface Peak {
  size: number;
  hash: Buffer;
}

const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const nodeOf = (left: Buffer, right: Buffer): Buffer => sha256('\x01', left, right);

export class ReferenceLog {
  private readonly peaks: Peak[] = [];
  private size = 0;
  private seq: number;
  private isScheduled = false;
  private readonly insertLeaf;
  private readonly insertSubtree;
  private readonly insertCheckpoint;
  private readonly place: Statement<[number, string, string, number]>;
  private readonly selectWaiting: Statement<[number], { contract_id: string; seq: number; hash: string }>;
  private readonly sequence: () => number;

  constructor(db: Database) {
    this.insertLeaf = insertInto(db, 'log_leaves', 'leaf_index leaf_hash');
    this.insertSubtree = insertInto(db, 'log_subtrees', 'level position hash');
    this.insertCheckpoint = insertInto(db, 'log_checkpoints', 'seq tree_size root note');
    this.place = db.prepare('UPDATE events SET leaf_index = ?, leaf_salt = ? WHERE contract_id = ? AND seq = ?');
    this.selectWaiting = db.prepare('SELECT contract_id, seq, hash FROM events WHERE leaf_index IS NULL LIMIT ?');
    this.sequence = db.transaction(() => this.takeWaiting()).immediate;
    const leaves = db.prepare('SELECT leaf_hash FROM log_leaves ORDER BY leaf_index').pluck();
    for (const leaf of leaves.iterate()) this.push(Buffer.from(leaf as string, 'hex'), () => {});
    this.seq = db.prepare('SELECT coalesce(max(seq), 0) FROM log_checkpoints').pluck().get() as number;
  }

  poke(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setTimeout(() => {
      this.isScheduled = false;
      if (this.sequence() === AT_ONCE) this.poke();
    }, GATHER_MS).unref();
  }

  private takeWaiting(): number {
    const waiting = this.selectWaiting.all(AT_ONCE);
    for (const { contract_id, seq, hash } of waiting) {
      const { leaf_index, leaf_salt } = this.append(hash);
      this.place.run(leaf_index, leaf_salt, contract_id, seq);
    }
    if (waiting.length > 0) this.sign();
    return waiting.length;
  }

  append(event_hash: string): { leaf_index: number; leaf_salt: string } {
    const [leaf_index, leaf_salt] = [this.size, randomBytes(16).toString('hex')];
    const leaf = sha256('\x00', `{"$type":"ndiyo.leaf.v1","event_hash":"${event_hash}","salt":"${leaf_salt}"}`);
    this.insertLeaf(leaf_index, leaf.toString('hex'));
    this.push(leaf, (level, position, whole) => this.insertSubtree(level, position, whole.toString('hex')));
    return { leaf_index, leaf_salt };
  }

  private push(leaf: Buffer, tell: (level: number, position: number, hash: Buffer) => void): void {
    this.size += 1;
    let peak: Peak = { size: 1, hash: leaf };
    let [level, unit] = [0, FANOUT];
    while (this.peaks.at(-1)?.size === peak.size) {
      peak = { size: peak.size * 2, hash: nodeOf(this.peaks.pop()!.hash, peak.hash) };
      if (peak.size !== unit) continue;
      level += 1;
      unit *= FANOUT;
      tell(level, this.size / peak.size - 1, peak.hash);
    }
    this.peaks.push(peak);
  }

  sign(): void {
    const [last, ...before] = [...this.peaks].reverse();
    const root = before.reduce((hash, peak) => nodeOf(peak.hash, hash), last!.hash);
    const note = signNote(`${KID}/log`, `${KID}/log\n${this.size}\n${root.toString('base64')}\n`);
    this.seq += 1;
    this.insertCheckpoint(this.seq, this.size, root.toString('hex'), note);
  }
}

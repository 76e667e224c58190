/**
 * The folder that contracts are exported to, readable by its owner alone: a folder each, there whole or not at all, and
 * an index at the end. A command that is killed leaves no half; after a power cut an export is made anew.
 */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isContractId } from '../contracts/contract-id.js';

const INDEX = 'index.jsonl';
const SUMMARY = 'contract.json';
const MODE = 0o600;

export class ExportFolder {
  private readonly index: string;

  /** @param isContinued whether an earlier export into it goes on */
  constructor(
    private readonly path: string,
    isContinued: boolean,
  ) {
    this.index = join(path, `.${INDEX}.part`);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const there = readdirSync(path);
    const isOurs = there.some((name) => name === INDEX || name === `.${INDEX}.part`);
    if (there.length === 0) chmodSync(path, 0o700);
    else if (!isContinued) throw new Error(`${path} is not empty: name a new folder, or go on there with --continue.`);
    else if (!isOurs) throw new Error(`${path} holds other things, and no export that could go on: name a new folder.`);
    writeFileSync(this.index, '', { mode: MODE });
  }

  /** What an earlier export said of a contract, where it has it. */
  findSummary(contractId: string): string | null {
    const file = join(this.placeOf(contractId), SUMMARY);
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  }

  /** @param summary one line of JSON */
  addContract(contractId: string, files: ReadonlyMap<string, string>, summary: string): void {
    const place = this.placeOf(contractId);
    const draft = join(this.path, `.${contractId}.part`);
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o700 });
    for (const [name, text] of [...files, [SUMMARY, summary] as const]) {
      writeFileSync(join(draft, name), text, { mode: MODE, flag: 'wx' });
    }
    rmSync(place, { recursive: true, force: true }); // as an earlier export left it
    renameSync(draft, place);
  }

  addToIndex(summary: string): void {
    appendFileSync(this.index, `${summary}\n`);
  }

  /** Whoever reads it meanwhile has the former file or the new one. */
  addFile(name: string, text: string): void {
    const draft = join(this.path, `.${name}.part`);
    writeFileSync(draft, text, { mode: MODE, flush: true });
    renameSync(draft, join(this.path, name));
  }

  finish(): void {
    renameSync(this.index, join(this.path, INDEX));
  }

  /** The database names the folder: an id that somebody put there must not lead elsewhere. */
  private placeOf(contractId: string): string {
    if (!isContractId(contractId)) throw new Error(`${JSON.stringify(contractId)} is no contract id.`);
    return join(this.path, contractId);
  }
}

/** A PostgreSQL of the drill's own, on loopback, that can be stopped as by a power cut and started again. */
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { undoAtEnd } from './cleanup.js';
import { freePort } from './free-port.js';
import { makeFolder } from './service.js';

const VERSIONS = '/usr/lib/postgresql'; // where Debian and its kin keep them
const START_SECONDS = 30;

export class OwnPostgres {
  private constructor(
    private readonly programs: string,
    private readonly folder: string,
    private readonly port: number,
    private readonly user: { uid: number; gid: number } | null,
  ) {}

  /** Null where no PostgreSQL server is installed, or root has nobody to run it as. */
  static async start(): Promise<OwnPostgres | null> {
    const programs = findPrograms();
    const user = process.getuid?.() === 0 ? idsOf('postgres') : null;
    if (programs === null || (process.getuid?.() === 0 && user === null)) return null;
    const folder = join(makeOpenFolder(user), 'data');
    const own = new OwnPostgres(programs, folder, await freePort(), user);
    await own.run('initdb', '-D', folder, '-A', 'trust', '-U', 'postgres', '--no-sync', '--no-locale', '-E', 'UTF8');
    undoAtEnd(() => own.stop().catch(() => undefined));
    await own.startAgain();
    return own;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  async startAgain(): Promise<void> {
    const settings = `-p ${this.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`;
    const log = join(this.folder, 'drill.log');
    await this.run('pg_ctl', '-D', this.folder, '-l', log, '-w', '-t', `${START_SECONDS}`, '-o', settings, 'start');
  }

  /** Every connection is cut and nothing is written any more; the next start recovers from the log. */
  async stop(): Promise<void> {
    await this.run('pg_ctl', '-D', this.folder, '-m', 'immediate', '-w', 'stop');
  }

  private run(program: string, ...words: string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const options = { cwd: '/', stdio: 'ignore' as const, ...this.user };
      const child = spawn(join(this.programs, program), words, options);
      child.once('error', reject);
      child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
    });
  }
}

function findPrograms(): string | null {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a)) : [];
  const told = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim();
  const places = [...versions.map((version) => join(VERSIONS, version, 'bin')), ...(told ? [told] : [])];
  return places.find((place) => existsSync(join(place, 'initdb'))) ?? null;
}

/** The server refuses to run as root. */
function idsOf(name: string): { uid: number; gid: number } | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout?.trim());
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}

function makeOpenFolder(user: { uid: number; gid: number } | null): string {
  const folder = makeFolder();
  if (user) chownSync(folder, user.uid, user.gid);
  return folder;
}

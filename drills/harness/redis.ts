/** A Redis of the drill's own, on loopback and without a file, that can be killed, stopped, flushed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '../../test/until.js';
import { undoAtEnd } from './cleanup.js';
import { freePort } from './free-port.js';

const START_MS = 10_000;

export class Redis {
  private child: ChildProcess | null = null;

  private constructor(private readonly port: number) {}

  static async start(): Promise<Redis> {
    const redis = new Redis(await freePort());
    undoAtEnd(() => redis.kill());
    await redis.startAgain();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async startAgain(): Promise<void> {
    const options = { port: this.port, bind: '127.0.0.1', save: '', appendonly: 'no' };
    const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = spawn('redis-server', words, { stdio: 'ignore' });
    this.child = child;
    const failed = once(child, 'error').then(([error]) => {
      throw new Error(`this drill needs redis-server on the PATH (Debian: the package redis-server): ${error.message}`);
    });
    const answers = () => this.tell('PING').catch(() => '');
    await Promise.race([failed, until(answers, (answer) => answer === '+PONG', START_MS)]);
  }

  /** `kill -9`: what was counted is gone. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  /** It goes on taking connections, and answers none. */
  hang(): void {
    this.child?.kill('SIGSTOP');
  }

  goOn(): void {
    this.child?.kill('SIGCONT');
  }

  async flush(): Promise<void> {
    await this.tell('FLUSHALL');
  }

  private async tell(command: string): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    try {
      socket.write(`${command}\r\n`);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      return answer.toString().trim();
    } finally {
      socket.destroy();
    }
  }
}

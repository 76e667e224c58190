/** Kept-alive connections that carry one request at a time, opened as they are needed. As little work as possible. */
import { createConnection, type Socket } from 'node:net';

/** Null when the connection broke instead. */
export type Heard = (answer: { status: number; text: string } | null) => void;

interface Waiting {
  request: string;
  heard: Heard;
}

const HEAD_END = '\r\n\r\n';

export class OpenConnections {
  private readonly free: Connection[] = [];
  private readonly waiting: Waiting[] = [];
  private open = 0;

  constructor(
    private readonly url: URL,
    /** With all of them busy, further requests wait for one. */
    private readonly most: number,
  ) {}

  send(request: string, heard: Heard): void {
    const connection = this.free.pop() ?? (this.open < this.most ? this.connect() : null);
    if (connection) connection.carry(request, heard);
    else this.waiting.push({ request, heard });
  }

  close(): void {
    for (const connection of this.free.splice(0)) connection.close();
  }

  private connect(): Connection {
    this.open += 1;
    const onFree = (connection: Connection) => {
      const next = this.waiting.shift();
      if (next) connection.carry(next.request, next.heard);
      else this.free.push(connection);
    };
    const onGone = (connection: Connection) => {
      this.open -= 1;
      const at = this.free.indexOf(connection);
      if (at >= 0) this.free.splice(at, 1);
      const next = this.waiting.shift();
      if (next) this.connect().carry(next.request, next.heard);
    };
    return new Connection(this.url, onFree, onGone);
  }
}

class Connection {
  private readonly socket: Socket;
  private received = '';
  private heard: Heard | null = null;

  constructor(
    { hostname, port }: URL,
    private readonly onFree: (connection: Connection) => void,
    onGone: (connection: Connection) => void,
  ) {
    this.socket = createConnection({ host: hostname, port: Number(port), noDelay: true });
    // One byte a unit, so that Content-Length counts units.
    this.socket.setEncoding('latin1').on('data', (chunk) => this.read(String(chunk)));
    this.socket.on('error', () => undefined); // told by its close
    this.socket.once('close', () => {
      this.settle(null);
      onGone(this);
    });
  }

  carry(request: string, heard: Heard): void {
    this.heard = heard;
    this.received = '';
    this.socket.write(request, 'latin1');
  }

  close(): void {
    this.socket.destroy();
  }

  private read(chunk: string): void {
    this.received = this.received === '' ? chunk : this.received + chunk;
    const text = this.received;
    const end = text.indexOf(HEAD_END);
    if (end < 0) return;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
    const begin = end + HEAD_END.length;
    if (text.length < begin + length) return;
    this.settle({ status: Number(text.slice(9, 12)), text });
    this.onFree(this);
  }

  private settle(answer: Parameters<Heard>[0]): void {
    const { heard } = this;
    this.heard = null;
    heard?.(answer);
  }
}

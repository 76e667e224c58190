/** A line to a server that can be cut, held and mended: to whoever calls it is a server killed, hanging and back. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface Wire {
  port: number;
  /** Every connection breaks, and none is taken. */
  cut(): Promise<void>;
  /** Connections are taken and nothing is ever answered; those there are go on when mended. */
  hold(): void;
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function startWire(target: { host: string; port: number }): Promise<Wire> {
  const ends = new Set<Socket>();
  let isHeld = false;
  const keep = (socket: Socket) => {
    ends.add(socket);
    socket.on('error', () => undefined).once('close', () => ends.delete(socket));
    return socket;
  };
  const server = createServer((caller) => {
    keep(caller);
    if (isHeld) return;
    const callee = keep(connect(target));
    caller.pipe(callee).pipe(caller);
    caller.once('close', () => callee.destroy());
    callee.once('close', () => caller.destroy());
  });
  const port = await listen(server);
  const cut = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of ends) socket.destroy();
    await closed;
  };
  return {
    port,
    cut,
    hold: () => {
      isHeld = true;
      for (const socket of ends) socket.pause();
    },
    mend: async () => {
      isHeld = false;
      for (const socket of ends) socket.resume();
      if (!server.listening) await listen(server, port);
    },
    close: cut,
  };
}

/** On loopback; 0 picks a port. */
export async function listen(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A TCP proxy whose connections go silent: nothing is closed, and nothing that is sent ever arrives (half-open). */
import { connect, createServer, type Socket } from 'node:net';

export type SilentProxy = {
  port: number;
  /** Connections that exist stay silent for ever; new ones are taken and stay silent until `heal`. */
  silence(): void;
  /** New connections work again. */
  heal(): void;
  /** Connections taken since the start. */
  taken(): number;
  close(): Promise<void>;
};

/** Starts a proxy in front of a port of this machine. */
export async function startSilentProxy(target: number): Promise<SilentProxy> {
  const sockets = new Set<Socket>();
  const silent = new Set<Socket>();
  let deaf = false;
  let count = 0;
  const relay = (from: Socket, to: Socket) =>
    from.on('data', (data) => {
      if (!silent.has(from) && !silent.has(to)) to.write(data);
    });
  const server = createServer({ allowHalfOpen: true }, (client) => {
    count++;
    const upstream = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      if (deaf) silent.add(socket);
    }
    relay(client, upstream);
    relay(upstream, client);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('end', () => {
        if (!silent.has(from)) to.end();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    silence() {
      deaf = true;
      for (const socket of sockets) silent.add(socket);
    },
    heal() {
      deaf = false;
    },
    taken: () => count,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

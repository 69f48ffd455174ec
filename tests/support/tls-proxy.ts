/** Ends TLS in front of a PostgreSQL that speaks plain: what a client meets where the server requires encryption. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { selfSigned } from './self-signed.ts';

export type TlsProxy = { port: number; cert: string; close(): Promise<void> };

/** The eight bytes of an SSLRequest are answered with `S`; then the handshake begins. */
export async function startTlsProxy(target: { host: string; port: number }): Promise<TlsProxy> {
  const { key, cert } = selfSigned();
  const sockets = new Set<Socket>();
  const server = createServer((raw) => {
    raw.on('error', () => raw.destroy());
    sockets.add(raw);
    raw.once('readable', () => {
      raw.read(8);
      raw.write('S');
      const secure = new TLSSocket(raw, { isServer: true, key, cert });
      const upstream = connect(target);
      sockets.add(upstream);
      for (const socket of [secure, upstream]) {
        socket.on('error', () => undefined);
        socket.on('close', () => {
          secure.destroy();
          upstream.destroy();
        });
      }
      secure.pipe(upstream).pipe(secure);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cert,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Sends whoever comes without TLS to the same path of the public address. */
import { createStrictServer } from '../../processes/strict-http.ts';
import { listen } from './listen.ts';

export type RedirectOptions = {
  port: number;
  address: string /** Such as `https://billing.example`. */;
  to: string;
};

/** Listens; the Host header of a request is never used for the answer. */
export async function startRedirect({
  port,
  address,
  to,
}: RedirectOptions): Promise<{ port: number; stop(): Promise<void> }> {
  const origin = new URL(to).origin;
  const server = createStrictServer(
    { headers: [['X-Content-Type-Options', 'nosniff']] },
    (request, response) => {
      const path = request.url?.startsWith('/') ? request.url : '/';
      // What was sent in the open must not be sent again by itself: only reading is redirected.
      const isReading = request.method === 'GET' || request.method === 'HEAD';
      if (isReading) response.writeHead(308, { location: `${origin}${path}`, 'content-length': 0 });
      else response.writeHead(403, { 'content-length': 0, connection: 'close' });
      response.end();
    },
  );
  const bound = await listen(server, port, address);
  return {
    port: bound,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

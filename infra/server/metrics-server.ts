/** `GET /metrics` for a Prometheus on this machine; no other machine reaches it, and nothing in it is personal. */

import { listen } from '../local/web/listen.ts';
import { createStrictServer } from '../processes/strict-http.ts';

/** Listens on 127.0.0.1; `measure` answers the text. */
export async function startMetrics(
  port: number,
  measure: () => Promise<string>,
): Promise<{ port: number; stop(): Promise<void> }> {
  let running: Promise<string> | undefined;
  const server = createStrictServer(
    { headers: [['Cache-Control', 'no-store']], localOnly: true },
    (request, response) => {
      if (request.url !== '/metrics' || request.method !== 'GET') return void response.writeHead(404).end();
      // Requests at the same time share one measurement.
      running ??= measure().finally(() => {
        running = undefined;
      });
      running.then(
        (text) =>
          response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text),
        () => response.writeHead(500).end(),
      );
    },
  );
  const bound = await listen(server, port, '127.0.0.1');
  return {
    port: bound,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

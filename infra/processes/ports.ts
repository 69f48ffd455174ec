/** Chooses ports: the preferred one when it is free, else the next free one. */
import { createServer } from 'node:net';

const TRIES = 200;

/** Whether this port of 127.0.0.1 can be listened on now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * One free port per name, each the first free at or after its preferred one, none given twice.
 * A preferred port of 0 means any: the system picks.
 */
export async function choosePorts<Name extends string>(
  preferred: Readonly<Record<Name, number>>,
): Promise<Record<Name, number>> {
  const taken = new Set<number>();
  const chosen = {} as Record<Name, number>;
  for (const name of Object.keys(preferred) as Name[]) {
    const port = preferred[name] === 0 ? await anyFree(taken) : await firstFree(preferred[name], taken);
    taken.add(port);
    chosen[name] = port;
  }
  return chosen;
}

async function firstFree(from: number, taken: ReadonlySet<number>): Promise<number> {
  for (let port = from; port < from + TRIES && port < 65_536; port += 1) {
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`No port between ${from} and ${from + TRIES} is free.`);
}

async function anyFree(taken: ReadonlySet<number>): Promise<number> {
  const port = await new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const found = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(found));
    });
  });
  return taken.has(port) ? anyFree(taken) : port;
}

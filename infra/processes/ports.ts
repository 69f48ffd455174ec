/** Chooses ports: the preferred one when it is free, else the next free one. */
import { randomInt } from 'node:crypto';
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
 * A preferred port of 0 means any.
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

/**
 * Below 32768, where Linux begins to give ports to connections: none of those can take the port between its choice and its
 * use. The start is random, so that programs which choose at the same time rarely meet.
 */
const anyFree = (taken: ReadonlySet<number>): Promise<number> => firstFree(randomInt(20_000, 32_000), taken);

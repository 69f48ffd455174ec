import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { requireClockAfter, requireClockOf, requireConnections } from './start-checks.ts';

const HOUR = 3_600_000;
const now = new Date('2026-03-01T12:00:00Z');
const at = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);

describe('beside the books', () => {
  test('an hour behind is refused with what to do', () => {
    expect(() => requireClockAfter(at(HOUR), now)).toThrow(
      /^The clock of this machine is 60 minutes behind the newest entry of the books\. Turn on time synchronization/,
    );
  });

  test.each([undefined, at(-HOUR), at(60_000)])('%s as the newest entry is well', (newest) => {
    expect(() => requireClockAfter(newest, now)).not.toThrow();
  });
});

test('workers that may open more connections than the database allows are refused with both numbers', () => {
  expect(() => requireConnections(47, { workers: 2 })).toThrow(
    /^max_connections of the database is 47, and 2 workers need 48\./,
  );
  expect(() => requireConnections(48, { workers: 2 })).not.toThrow();
});

describe('beside Stripe’s', () => {
  let server: Server;
  let url: string;
  let date: string;
  beforeEach(async () => {
    server = createServer((_, response) => response.writeHead(401, { date }).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  test.each([
    [HOUR, /60 minutes behind Stripe’s/],
    [-HOUR, /60 minutes ahead of Stripe’s/],
  ])('%i ms off is refused', async (offset, reason) => {
    date = at(offset).toUTCString();
    await expect(requireClockOf(url, () => now)).rejects.toThrow(reason);
  });

  test('a minute off is not, and neither is a machine without a way to Stripe', async () => {
    date = at(60_000).toUTCString();
    await expect(requireClockOf(url, () => now)).resolves.toBeUndefined();
    await expect(requireClockOf('http://127.0.0.1:1', () => now)).resolves.toBeUndefined();
  });
});

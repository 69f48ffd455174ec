import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { choosePorts, isFree } from './ports.ts';

async function occupy(port = 0): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

test('a free preferred port is taken', async () => {
  const { web: port } = await choosePorts({ web: 0 });
  expect(await choosePorts({ web: port })).toEqual({ web: port });
});

test('a port in use gives a later free one', async () => {
  const taken = await occupy();
  const { api } = await choosePorts({ api: taken });
  expect(api).toBeGreaterThan(taken);
  expect(await isFree(api)).toBe(true);
});

test('no port is given twice, even when all prefer the same', async () => {
  const { a: from } = await choosePorts({ a: 0 });
  const { a, b, c } = await choosePorts({ a: from, b: from, c: 0 });
  expect(new Set([a, b, c]).size).toBe(3);
});

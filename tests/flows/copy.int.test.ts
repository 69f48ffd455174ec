/** COPY passes on the bytes that PostgreSQL sent, however slowly they are read and whatever happens beside it. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { createGunzip, createGzip } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { copyOut } from '../../functions/edges/postgres/copy.ts';
import { decrypted, encrypted } from '../../functions/edges/security/file-cipher.ts';
import { folderTarget } from '../../infra/operate/backup/folder.ts';
import { startTlsProxy, type TlsProxy } from '../support/tls-proxy.ts';

const ROUNDS = 15;
const ROWS = 2000;
const COPY = 'copy (select id, body from copied order by id) to stdout';
const ring = { active: 'k1', keys: new Map([['k1', randomBytes(32)]]) };

let plain: pg.Client;
let secure: pg.Client;
let proxy: TlsProxy;
let expected: string;

async function connected(url: string, ssl?: { ca: string }): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    ...(ssl && { ssl: { ...ssl, checkServerIdentity: () => undefined } }),
  });
  await client.connect();
  // Bodies of random lengths up to 20 kB, all of them different: 2,000 rows, about 20 MB.
  await client.query('select setseed(0.619)');
  await client.query(`create temp table copied as select id, left(repeat(md5(id::text), 640), 1 + (random() * 20479)::int) as body
    from generate_series(1, ${ROWS}) as id order by id`);
  return client;
}

beforeAll(async () => {
  const address = new URL(inject('postgres').superuserUrl);
  proxy = await startTlsProxy({ host: address.hostname, port: Number(address.port) });
  plain = await connected(address.href);
  const { rows } = await plain.query<{ id: number; body: string }>('select id, body from copied order by id');
  expected = createHash('sha256')
    .update(rows.map(({ id, body }) => `${id}\t${body}\n`).join(''))
    .digest('hex');
  address.port = String(proxy.port);
  secure = await connected(address.href, { ca: proxy.cert });
});
afterAll(async () => {
  await plain.end();
  await secure.end();
  await proxy.close();
});

/** The hash of what arrives at a reader that waits a turn of the event loop for each chunk. */
async function slowly(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of source) {
    await turn();
    hash.update(chunk);
  }
  return hash.digest('hex');
}

/** Rounds whose bytes were not those of the table. */
async function wrongRounds(read: () => Promise<string>): Promise<number> {
  let wrong = 0;
  for (let round = 0; round < ROUNDS; round++) if ((await read()) !== expected) wrong++;
  return wrong;
}

describe.each([
  { how: 'a plain connection', client: () => plain },
  { how: 'TLS', client: () => secure },
])('over $how', ({ client }) => {
  test('a reader that waits a turn per chunk gets the bytes of the table, many times', async () => {
    expect(await wrongRounds(() => slowly(copyOut(client(), COPY)))).toBe(0);
  }, 600_000);

  test('the same holds through gzip, encryption and a file, beside busy neighbors', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'copied-'));
    let busy = true;
    const neighbor = async () => {
      const other = new pg.Client({ connectionString: inject('postgres').superuserUrl });
      await other.connect();
      while (busy) await other.query(`select repeat('x', 200000)`);
      await other.end();
    };
    const neighbors = [neighbor(), neighbor()];
    let round = 0;
    try {
      const wrong = await wrongRounds(async () => {
        const name = `round-${round++}`;
        const target = folderTarget(folder);
        const zipped = copyOut(client(), COPY).pipe(createGzip({ level: 1 }));
        await target.write(name, Readable.from(encrypted(ring, name, zipped)));
        const opened = Readable.from(decrypted(ring, name, await target.read(name)));
        const hash = await slowly(opened.pipe(createGunzip()));
        await rm(join(folder, name));
        return hash;
      });
      expect(wrong).toBe(0);
    } finally {
      busy = false;
      await Promise.all(neighbors);
      await rm(folder, { recursive: true, force: true });
    }
  }, 600_000);
});

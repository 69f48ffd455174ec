/** Backups: one moment of the database, table by table, then the records of blob storage; encrypted, the manifest last. */
import { createHash } from 'node:crypto';
import { pipeline, Readable, type Transform } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import type pg from 'pg';
import type { BackupManifest, BackupTarget } from '../../capabilities/ports/backups.ts';
import type { BlobStore } from '../../capabilities/ports/blobs.ts';
import { JOB_FILES } from '../../domain/job.ts';
import { type PackedBlob, pack, unpack } from '../blobs/record-pack.ts';
import type { KeyRing } from '../security/encryption.ts';
import { decrypted, encrypted } from '../security/file-cipher.ts';
import { contentOf, createContentHash } from './content.ts';
import { copyOut } from './copy.ts';
import { type Query, queryOn } from './pool.ts';
import { checksOf, DUMP_SESSION, type DumpTable, dumpTables, migrationsOf } from './tables.ts';

export const MANIFEST = 'manifest.cbk';
const RECORDS = 'records.cbk';
/** Marks a backup that was read back, loaded and compared. */
export const VERIFIED = 'verified.cbk';
const FORMAT = 'clinic-billing-backup/3';
/** It has hashes of what was written only, and is read as far as those go. */
const OLDER_FORMAT = 'clinic-billing-backup/2';
/** Backups that lie in the same storage are no part of a backup. */
export const BACKUP_FOLDER = 'backups/';

/** Writes a backup of one moment. A backup without a manifest was interrupted and is none. */
export async function writeBackup(
  client: pg.ClientBase,
  ring: KeyRing,
  target: BackupTarget,
  blobs: BlobStore,
): Promise<BackupManifest> {
  const query = queryOn(client);
  await client.query('begin isolation level repeatable read read only');
  try {
    await client.query(DUMP_SESSION);
    const [moment] = await query<{ at: Date; version: string }>(
      `select now() as at, current_setting('server_version') as version`,
    );
    const tables: BackupManifest['tables'] = [];
    for (const table of await dumpTables(query)) tables.push(await writeTable(client, ring, target, table));
    const manifest: BackupManifest = {
      format: FORMAT,
      snapshot_at: (moment?.at ?? new Date()).toISOString(),
      server_version: moment?.version ?? '',
      migrations: await migrationsOf(query),
      checks: await checksOf(query),
      tables,
      // After the tables: a bundle is in storage before the database relies on it.
      records: await writeRecords(query, ring, target, blobs),
    };
    const text = Buffer.from(JSON.stringify(manifest));
    await target.write(MANIFEST, Readable.from(encrypted(ring, MANIFEST, Readable.from([text]))));
    return manifest;
  } finally {
    await client.query('rollback');
  }
}

async function writeTable(
  client: pg.ClientBase,
  ring: KeyRing,
  target: BackupTarget,
  { name, columns, types, copyOut: text }: DumpTable,
): Promise<BackupManifest['tables'][number]> {
  const file = `${name}.cbk`;
  const seen = measured(copyOut(client, text));
  const zipped = through(Readable.from(seen.stream), createGzip({ level: 6 }));
  try {
    await target.write(file, Readable.from(encrypted(ring, file, zipped)));
  } finally {
    zipped.destroy();
  }
  const content = await contentOf(queryOn(client), `"${name}"`, columns);
  return { name, columns, types, file, bytes: seen.measure().bytes, ...content };
}

async function writeRecords(
  query: Query,
  ring: KeyRing,
  target: BackupTarget,
  blobs: BlobStore,
): Promise<BackupManifest['records']> {
  const relied = await query<{ blob: string; sha256: string }>(
    `select blob, sha256 from archives where state = 'archived' and purged_at is null`,
  );
  const missing = new Map(relied.map(({ blob, sha256 }) => [blob, sha256]));
  let count = 0;
  const seen = measured(
    pack(blobs, [BACKUP_FOLDER, JOB_FILES], (name, sha256) => {
      count++;
      if (missing.get(name) === sha256) missing.delete(name);
    }),
  );
  await target.write(RECORDS, Readable.from(encrypted(ring, RECORDS, seen.stream)));
  const { bytes, sha256 } = seen.measure();
  return { file: RECORDS, count, bytes, sha256, missing: [...missing.keys()].sort() };
}

/** Counts bytes and hashes them as they pass. */
export function measured(source: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* passing(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { stream: passing(), measure: () => ({ bytes, sha256: hash.digest('hex') }) };
}

/** Pours one stream into another; a failure of the first is met by whoever reads the second. */
function through<T extends Transform>(from: Readable, into: T): T {
  pipeline(from, into, () => undefined);
  return into;
}

/** The manifest of a backup. Throws when it is damaged or missing. */
export async function readManifest(
  ring: KeyRing,
  target: Pick<BackupTarget, 'read'>,
): Promise<BackupManifest> {
  const chunks: Buffer[] = [];
  for await (const chunk of decrypted(ring, MANIFEST, await target.read(MANIFEST))) chunks.push(chunk);
  const manifest = JSON.parse(Buffer.concat(chunks).toString('utf8')) as BackupManifest;
  if (manifest.format !== FORMAT && manifest.format !== OLDER_FORMAT) {
    throw new Error('This is a backup of another kind.');
  }
  return manifest;
}

/** The rows of a table as COPY wrote them. Throws at the end when they are not those that PostgreSQL counted and hashed. */
export async function* readTable(
  ring: KeyRing,
  target: Pick<BackupTarget, 'read'>,
  table: BackupManifest['tables'][number],
): AsyncGenerator<Buffer> {
  const source = Readable.from(decrypted(ring, table.file, await target.read(table.file)));
  const seen = measured(through(source, createGunzip()));
  const rows = createContentHash();
  for await (const chunk of seen.stream) {
    rows.update(chunk);
    yield chunk as Buffer;
  }
  const found = rows.result();
  const same = table.content ? found.content === table.content : seen.measure().sha256 === table.sha256;
  if (found.rows !== table.rows || !same) {
    throw new Error(`${table.file} does not hold the rows that the database had.`);
  }
}

/** The records of blob storage. Throws when they are not those of the manifest. */
export async function* readRecords(
  ring: KeyRing,
  target: Pick<BackupTarget, 'read'>,
  { file, bytes, sha256 }: BackupManifest['records'],
): AsyncGenerator<PackedBlob> {
  const seen = measured(decrypted(ring, file, await target.read(file)));
  yield* unpack(seen.stream);
  const found = seen.measure();
  if (found.bytes !== bytes || found.sha256 !== sha256) throw new Error(`${file} is not what was written.`);
}

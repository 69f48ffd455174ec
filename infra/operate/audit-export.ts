/**
 * Writes the audit trail of a system to a file, with its chain and the seals from inside and outside the database:
 * `node infra/operate/audit-export.ts [FILE]`. With `--verify` it checks the file at once, against the seals' key.
 */
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { sealFolder, sealRecord } from '../../functions/capabilities/audit/seal.ts';
import type { AuditSeal } from '../../functions/capabilities/ports/audit-chain.ts';
import type { BlobStore } from '../../functions/capabilities/ports/blobs.ts';
import { createBlobs } from '../../functions/edges/blobs/storage-blobs.ts';
import { AUDIT_ROW } from '../../functions/edges/postgres/audit-chain.ts';
import { createSeals } from '../../functions/edges/security/seals.ts';
import { formatReport, verifyFile } from './audit-verify.ts';
import { runningSystem } from './running-system.ts';

/** The container that the app keeps its records in. */
const RECORDS = 'clinic-records';
const PAGE = 2_000;
const BLOBS_AT_ONCE = 32;

export type AuditSource = { database: pg.ClientBase; blobs: BlobStore; clinic: string };

/** The lines of an export, from one moment of the database. */
export async function* exportLines({ database, blobs, clinic }: AuditSource): AsyncGenerator<object> {
  await database.query('begin isolation level repeatable read read only');
  try {
    const { rows: time } = await database.query<{ now: Date }>('select clock_timestamp() as now');
    yield { kind: 'header', clinic, exported_at: (time[0]?.now ?? new Date()).toISOString() };
    yield* sealLines(database, blobs, clinic);
    yield* chainLines(database);
    yield* unchainedLines(database);
  } finally {
    await database.query('rollback');
  }
}

async function* sealLines(database: pg.ClientBase, blobs: BlobStore, clinic: string): AsyncGenerator<object> {
  const { rows } = await database.query<AuditSeal & { stored: boolean }>(
    `select number, position::int, hash, sequence::int, previous_signature as "previousSignature", key_id as "keyId", signature,
       sealed_at as "sealedAt", stored_at is not null as stored from audit_seals order by number`,
  );
  for (const { stored, ...seal } of rows) {
    yield { kind: 'seal', from: 'database', stored, ...sealRecord(seal) };
  }
  // Listed, not looked up by number: a seal that the database has lost must show.
  let names: string[] = [];
  for await (const { name } of blobs.list(sealFolder(clinic))) {
    names.push(name);
    if (names.length < BLOBS_AT_ONCE) continue;
    yield* await readSeals(blobs, names);
    names = [];
  }
  yield* await readSeals(blobs, names);
}

const readSeals = (blobs: BlobStore, names: readonly string[]): Promise<object[]> =>
  Promise.all(
    names.map(async (name) => {
      const bytes = (await blobs.get(name)) ?? new Uint8Array();
      return { kind: 'seal', from: 'blob', stored: true, ...JSON.parse(Buffer.from(bytes).toString('utf8')) };
    }),
  );

/** Each row before its link; a link whose row is gone stands alone. */
async function* chainLines(database: pg.ClientBase): AsyncGenerator<object> {
  for (let after = 0; ; ) {
    const { rows } = await database.query(
      `select c.position::int as link_position, c.audit_id::text as link_audit_id, encode(c.row_hash, 'hex') as link_row_hash,
         encode(c.previous_hash, 'hex') as link_previous_hash, encode(c.hash, 'hex') as link_hash, ${AUDIT_ROW}
       from audit_chain c left join audit_logs a on a.id = c.audit_id
       where c.position > $1 order by c.position limit $2`,
      [after, PAGE],
    );
    for (const found of rows as Record<string, string | number | null>[]) {
      const { link_position, link_audit_id, link_row_hash, link_previous_hash, link_hash, ...row } = found;
      if (row.id !== null) yield { kind: 'row', ...row };
      yield {
        kind: 'link',
        position: link_position,
        audit_id: link_audit_id,
        row_hash: link_row_hash,
        previous_hash: link_previous_hash,
        hash: link_hash,
      };
      after = Number(link_position);
    }
    if (rows.length < PAGE) return;
  }
}

async function* unchainedLines(database: pg.ClientBase): AsyncGenerator<object> {
  for (let after: string | null = null; ; ) {
    const { rows }: pg.QueryResult<{ sequence: string }> = await database.query(
      `select ${AUDIT_ROW} from audit_logs a left join audit_chain c on c.audit_id = a.id
       where c.audit_id is null and ($1::bigint is null or a.sequence > $1) order by a.sequence limit $2`,
      [after, PAGE],
    );
    for (const row of rows) yield { kind: 'row', ...row };
    after = rows.at(-1)?.sequence ?? after;
    if (rows.length < PAGE) return;
  }
}

async function* asText(lines: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}

/** Writes the export; answers nothing, the file is the answer. */
export async function writeExport(source: AuditSource, file: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  await pipeline(Readable.from(asText(exportLines(source))), createWriteStream(file, { mode: 0o600 }));
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { verify: { type: 'boolean' }, seal: { type: 'string', multiple: true } },
  });
  const system = runningSystem();
  const file = positionals[0] ?? join(system.directory, 'audit', 'audit-export.ndjson');
  const database = new pg.Client({ connectionString: system.database });
  await database.connect();
  try {
    const blobs = createBlobs(system.storage, RECORDS);
    await writeExport({ database, blobs, clinic: system.setting('CLINIC_ID') }, file);
  } finally {
    await database.end();
  }
  const { publicKey } = createSeals(system.setting('AUDIT_SEAL_KEY'));
  process.stdout.write(`The audit trail is in ${file}; the public key of its seals is ${publicKey}\n`);
  if (values.verify) {
    const report = await verifyFile(file, [publicKey], values.seal);
    process.stdout.write(`${formatReport(report)}\n`);
    process.exitCode = report.findings.length === 0 ? 0 : 1;
  }
}

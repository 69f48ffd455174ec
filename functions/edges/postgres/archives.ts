/** The archive's rows, and the two functions of the database that move an invoice's details out and back. */
import { ArchiveOvertaken, type ArchiveRow, type ArchiveStore } from '../../capabilities/ports/archives.ts';
import type { Encryption } from '../security/encryption.ts';
import { pageOf, readCursor } from './cursor.ts';
import { firstRow } from './first-row.ts';
import { holdsWords, likeLiteral } from './name-search.ts';
import { type Query, sqlState } from './pool.ts';

/** Raised by the database when the details are not those of the bundle any more. */
const CHANGED = 'CLA01';
const PURPOSE = 'archive.bundle';
/** The first byte of a bundle: sealed under the patient's own key, or (erased patients have none) under the ring. */
const UNDER_PATIENT = 1;
const UNDER_RING = 2;

type Row = Omit<ArchiveRow, 'writtenAt' | 'archivedAt' | 'restoredAt' | 'purgedAt'> & {
  writtenAt: Date;
  archivedAt: Date | null;
  restoredAt: Date | null;
  purgedAt: Date | null;
  key: string;
};

const ARCHIVE = `select a.id, a.invoice_id as "invoiceId", i.invoice_number as "invoiceNumber", i.patient_id as "patientId", p.name as "patientName",
    a.state, a.blob, a.sha256, a.bytes, a.manifest, a.signature, encode(a.details_sha256, 'hex') as "detailsSha256",
    a.written_at as "writtenAt", a.archived_at as "archivedAt", a.restored_at as "restoredAt", a.purged_at as "purgedAt",
    a.written_at::text as key
  from archives a join invoices i on i.id = a.invoice_id join patients p on p.id = i.patient_id`;

/** At rest since before $1, and not brought back since. */
const DUE = `from invoices i
  where i.status in ('paid', 'cancelled') and i.archived_at is null and i.updated_at < $1
    and coalesce(i.cancelled_at, (select max(t.occurred_at) from ledger_entries e
      join ledger_transactions t on t.id = e.transaction_id where e.invoice_id = i.id)) < $1
    and not exists (select from archives a where a.invoice_id = i.id and a.state = 'restored' and a.restored_at >= $1)
    and invoice_at_rest(i.id)`;

export const archiveStore = (query: Query, encryption: Encryption): ArchiveStore => {
  const dataKey = async (patientId: string): Promise<Buffer | undefined> => {
    const [row] = await query<{ data_key: Buffer | null }>('select data_key from patients where id = $1', [
      patientId,
    ]);
    return row?.data_key ? encryption.unwrap(row.data_key) : undefined;
  };
  return {
    async find(before, after, limit) {
      return query(
        `select i.id, i.updated_at::text as "updatedAt" ${DUE}
           and ($2::timestamptz is null or (i.updated_at, i.id) > ($2, $3::uuid))
         order by i.updated_at, i.id limit $4`,
        [before, after?.updatedAt ?? null, after?.id ?? null, limit],
      );
    },

    async count(before) {
      const row = firstRow(
        await query<{ count: number }>(`select count(*) as count ${DUE}`, [before]),
        'archivable invoices are counted',
      );
      return row.count;
    },

    async totals() {
      const [row] = await query<{ invoices: number; bytes: number }>(
        `select count(*) as invoices, coalesce(sum(bytes), 0)::bigint as bytes from archives
         where state = 'archived' and purged_at is null`,
      );
      return row ?? { invoices: 0, bytes: 0 };
    },

    async record(invoiceId) {
      const [row] = await query<{ record: string; details: string; sha256: string; tax: number }>(
        `select archive_record($1)::text as record, d::text as details,
           encode(sha256(convert_to(d::text, 'UTF8')), 'hex') as sha256,
           (select coalesce(sum((t ->> 'tax_cents')::bigint), 0)::bigint from jsonb_array_elements(d -> 'invoice_items') t) as tax
         from archive_details($1) d`,
        [invoiceId],
      );
      if (!row) throw new Error('There is nothing to archive.');
      return { record: row.record, details: row.details, detailsSha256: row.sha256, taxCents: row.tax };
    },

    async seal(patientId, text) {
      const key = await dataKey(patientId);
      const sealed = key ? encryption.seal(key, text, PURPOSE) : encryption.sealUnderRing(text, PURPOSE);
      return Buffer.concat([Buffer.from([key ? UNDER_PATIENT : UNDER_RING]), sealed]);
    },

    async open(patientId, bytes) {
      const sealed = Buffer.from(bytes.subarray(1));
      if (bytes[0] === UNDER_RING) return encryption.openUnderRing(sealed, PURPOSE);
      const key = await dataKey(patientId);
      return key && encryption.open(key, sealed, PURPOSE);
    },

    async add(archive) {
      const row = firstRow(
        await query<{ id: string }>(
          `insert into archives (invoice_id, blob, sha256, bytes, details_sha256, tax_cents, manifest, signature)
         values ($1, $2, $3, $4, decode($5, 'hex'), $6, $7, $8) returning id`,
          [
            archive.invoiceId,
            archive.blob,
            archive.sha256,
            archive.bytes,
            archive.detailsSha256,
            archive.taxCents,
            archive.manifest,
            archive.signature,
          ],
        ),
        'an archive is added',
      );
      return row.id;
    },

    async live(invoiceId) {
      const [row] = await query<Row>(
        `${ARCHIVE} where a.invoice_id = $1 and a.state in ('written', 'archived')`,
        [invoiceId],
      );
      return row && archiveOf(row);
    },

    async get(id) {
      const [row] = await query<Row>(`${ARCHIVE} where a.id = $1`, [id]);
      return row && archiveOf(row);
    },

    async abandon(id) {
      const rows = await query(
        `update archives set state = 'abandoned' where id = $1 and state = 'written' returning id`,
        [id],
      );
      return rows.length === 1;
    },

    async move(id) {
      try {
        await query('select archive_invoice($1)', [id]);
      } catch (error) {
        throw sqlState(error) === CHANGED ? new ArchiveOvertaken('The invoice changed meanwhile.') : error;
      }
    },

    async restore(id, details) {
      await query('select restore_invoice($1, $2::jsonb)', [id, details]);
    },

    async list(filter, page) {
      const after = readCursor(page, ['instant', 'uuid']);
      const values: unknown[] = [
        after?.[0] ?? null,
        after?.[1] ?? null,
        page.limit + 1,
        filter.state ?? null,
        filter.query ? `%${likeLiteral(filter.query)}%` : null,
      ];
      const named = holdsWords('p.name_search', filter.query ?? '', (value) => `$${values.push(value)}`);
      const rows = await query<Row>(
        `${ARCHIVE} where a.state <> 'abandoned' and ($1::timestamptz is null or (a.written_at, a.id) < ($1, $2::uuid))
           and ($4::text is null or a.state = $4)
           and ($5::text is null or i.invoice_number ilike $5 or ${named})
         order by a.written_at desc, a.id desc limit $3`,
        values,
      );
      const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
      return { ...found, data: found.data.map(archiveOf) };
    },
  };
};

const archiveOf = ({ key: _, ...row }: Row): ArchiveRow => ({
  ...row,
  writtenAt: row.writtenAt.toISOString(),
  archivedAt: row.archivedAt?.toISOString() ?? null,
  restoredAt: row.restoredAt?.toISOString() ?? null,
  purgedAt: row.purgedAt?.toISOString() ?? null,
});

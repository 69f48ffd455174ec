/** The archive: details leave only against a bundle that was read back, and come back identical. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archiveInvoice } from '../../functions/capabilities/archives/archive.ts';
import { countArchivable } from '../../functions/capabilities/archives/due.ts';
import { readArchivedInvoice } from '../../functions/capabilities/archives/read.ts';
import { restoreInvoice } from '../../functions/capabilities/archives/restore.ts';
import { sweepArchive } from '../../functions/capabilities/archives/sweep.ts';
import { verifyArchive } from '../../functions/capabilities/archives/verify.ts';
import { cancelInvoice } from '../../functions/capabilities/invoices/cancel.ts';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { readInvoicePdf } from '../../functions/capabilities/invoices/pdf.ts';
import { openLink } from '../../functions/capabilities/links/open.ts';
import type { BlobStore } from '../../functions/capabilities/ports/blobs.ts';
import type { App } from '../../functions/capabilities/ports.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { pdfLines } from '../../infra/local/clinics/pdf-text.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { line } from '../support/clinic-builder.ts';
import { paymentEvents } from '../support/stripe-events.ts';

const by = bySystem('archive');
let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

/** An invoice that was sent and paid, with its receipt sent; no job is left. */
async function paid(): Promise<string> {
  const id = await clinic.draft({
    lines: [line(50_00, { quantity: 2, tax: { basisPoints: 825 } }), line(20_00)],
    notes: 'second visit',
  });
  await issueInvoice(clinic.app, { id, notify: ['email'] }, clinic.clerk);
  const { balance_cents: amountCents } = await clinic.invoice(id);
  await clinic.receive(paymentEvents({ invoiceId: id, amountCents }).intentSucceeded);
  await atRest(id);
  return id;
}
async function atRest(id: string): Promise<void> {
  await clinic.rows(`update messages set state = 'sent', sent_at = now() where invoice_id = $1`, [id]);
  await clinic.rows(`update checkout_sessions set state = 'expired' where invoice_id = $1`, [id]);
}
const TABLES = ['invoice_items', 'messages', 'patient_links', 'payments'];
/** Every row of the invoice, as text. */
async function everything(id: string): Promise<string> {
  const tables = await Promise.all(
    TABLES.map((table) =>
      clinic.rows(`select to_jsonb(t) as row from ${table} t where invoice_id = $1 order by id`, [id]),
    ),
  );
  const [view, items] = [await clinic.invoice(id), await clinic.rows('select 1')];
  const { version: _, updated_at: __, ...rest } = view;
  // The payment's own clock of changes moves when its raw event leaves and comes back.
  return JSON.stringify([tables, rest, items]).replaceAll(/"updated_at":"[^"]*"/g, '');
}
const counts = async (id: string) =>
  Promise.all(
    TABLES.slice(0, 3).map(
      async (table) => (await clinic.rows(`select 1 from ${table} where invoice_id = $1`, [id])).length,
    ),
  );
const liveArchive = async (id: string) => {
  const archive = await clinic.app.db.read.archives.live(id);
  if (!archive) throw new Error('The invoice has no archive.');
  return archive;
};
const withBlobs = (blobs: Partial<BlobStore>): App => ({
  ...clinic.app,
  blobs: { ...clinic.app.blobs, ...blobs },
});

test('an invoice goes to the archive, stays findable and printable, and comes back identical', async () => {
  const id = await paid();
  const before = await everything(id);
  const pdf = await readInvoicePdf(clinic.app, id);
  const { items } = await clinic.invoice(id);
  const [link] = await clinic.rows<{ id: string }>(
    "select id from patient_links where invoice_id = $1 and purpose = 'pay'",
    [id],
  );
  const row = await clinic.app.db.read.links.get(link?.id ?? '');
  if (!row) throw new Error('The invoice has a link.');
  const token = clinic.app.tokens.linkToken(row);

  await archiveInvoice(clinic.app, id, by);
  expect(await counts(id)).toEqual([0, 0, 0]);
  const archived = await clinic.invoice(id);
  expect(archived).toMatchObject({ status: 'paid', total_amount_cents: 128_25, items: [] });
  expect(archived.archived_at).not.toBeNull();
  expect(await readArchivedInvoice(clinic.app, id)).toMatchObject({ problem: null, items });
  const printed = await readInvoicePdf(clinic.app, id);
  expect(Buffer.from(printed.bytes).equals(Buffer.from(pdf.bytes))).toBe(true);
  expect(pdfLines(printed.bytes)).toContain('$128.25');
  await expect(openLink(clinic.app, token, 'receipt', by)).rejects.toMatchObject({
    code: 'link_no_longer_valid',
  });

  const archive = await liveArchive(id);
  await verifyArchive(clinic.app, archive.id, clinic.admin);
  await restoreInvoice(clinic.app, archive.id, clinic.admin);
  expect(await everything(id)).toBe(before);
  await expect(openLink(clinic.app, token, 'receipt', by)).resolves.toBeTruthy();
  await expect(restoreInvoice(clinic.app, archive.id, clinic.admin)).rejects.toMatchObject({
    code: 'not_archived',
  });
  await archiveInvoice(clinic.app, id, by);
  expect(await counts(id)).toEqual([0, 0, 0]);
});

test('the bundle in storage is unreadable to whoever reads the storage, and readable to the clinic', async () => {
  const id = await paid();
  await archiveInvoice(clinic.app, id, by);
  const { blob, manifest } = await liveArchive(id);
  const bytes = Buffer.from((await clinic.app.blobs.get(blob)) ?? []).toString('latin1');
  for (const secret of ['Consultation', 'Pérez', 'second visit', 'invoice_items']) {
    expect(bytes).not.toContain(secret);
    expect(manifest).not.toContain(secret);
  }
});

test('the sweep takes what is old enough and at rest, and nothing else', async () => {
  const [old, cancelled] = [await paid(), (await clinic.issued()).id];
  const owed = await clinic.issued();
  await cancelInvoice(clinic.app, { id: cancelled, reason: 'booked twice' }, clinic.clerk);
  await atRest(cancelled);
  clinic.at(new Date(Date.now() + 700 * 86_400_000));
  expect(await countArchivable(clinic.app)).toBe(0);
  clinic.at(new Date(Date.now() + 760 * 86_400_000));
  await sweepArchive(clinic.app, 'sweep');
  const asked = await clinic.rows<{ subject_id: string }>(
    `select subject_id from outbox where topic = 'archive'`,
  );
  const subjects = asked.map(({ subject_id: subject }) => subject);
  expect(subjects).toEqual(expect.arrayContaining([old, cancelled]));
  expect(subjects).not.toContain(owed.id);
  clinic.at(new Date());
});

test('what was brought back stays as long as what has just come to rest', async () => {
  clinic.at(new Date(Date.now() - 900 * 86_400_000));
  const { id } = await clinic.issued({ dueOn: '2030-01-01' });
  await cancelInvoice(clinic.app, { id, reason: 'booked twice' }, clinic.clerk);
  clinic.at(new Date());
  await atRest(id);
  await clinic.rows('alter table invoices disable trigger invoices_touch');
  await clinic.rows(`update invoices set updated_at = now() - interval '900 days' where id = $1`, [id]);
  await clinic.rows('alter table invoices enable trigger invoices_touch');
  expect(await countArchivable(clinic.app)).toBe(1);
  await archiveInvoice(clinic.app, id, by);
  await restoreInvoice(clinic.app, (await liveArchive(id)).id, clinic.admin);
  expect(await countArchivable(clinic.app)).toBe(0);
});

describe('interrupted anywhere, the next run finishes it', () => {
  const died = () => Promise.reject(new Error('killed'));
  const bundle = (name: string) => name.endsWith('.bundle');
  test.each<{ when: string; app: () => App }>([
    { when: 'before the bundle is in storage', app: () => withBlobs({ put: died }) },
    {
      when: 'before the manifest is in storage',
      app: () =>
        withBlobs({ put: (name, bytes) => (bundle(name) ? clinic.app.blobs.put(name, bytes) : died()) }),
    },
    { when: 'before it is read back', app: () => withBlobs({ get: died }) },
    {
      when: 'before the details leave',
      app: () => ({ ...clinic.app, db: { ...clinic.app.db, transaction: died } }),
    },
  ])('$when', async ({ app }) => {
    const id = await paid();
    await expect(archiveInvoice(app(), id, by)).rejects.toThrow('killed');
    expect((await counts(id))[0]).toBe(2);
    await archiveInvoice(clinic.app, id, by);
    expect(await counts(id)).toEqual([0, 0, 0]);
    const rows = await clinic.rows<{ state: string; blob: string }>(
      'select state, blob from archives where invoice_id = $1',
      [id],
    );
    expect(rows.filter(({ state }) => state === 'archived')).toHaveLength(1);
    for (const { state, blob } of rows) {
      expect((await clinic.app.blobs.get(blob)) !== undefined).toBe(state === 'archived');
    }
  });

  test('and two workers at once archive it once', async () => {
    const id = await paid();
    await Promise.allSettled([1, 2, 3].map(() => archiveInvoice(clinic.app, id, by)));
    await archiveInvoice(clinic.app, id, by);
    const audits = await clinic.rows(
      `select 1 from audit_logs where action = 'archive_invoice' and target_id = $1`,
      [id],
    );
    expect(audits).toHaveLength(1);
    await verifyArchive(clinic.app, (await liveArchive(id)).id, clinic.admin);
  });
});

test('an invoice that changes while its bundle is written keeps its details, and is archived anew', async () => {
  const id = await paid();
  const touched = withBlobs({
    get: async (name) => {
      await clinic.rows('update patient_links set view_count = view_count + 1 where invoice_id = $1', [id]);
      return clinic.app.blobs.get(name);
    },
  });
  await expect(archiveInvoice(touched, id, by)).rejects.toThrow('changed meanwhile');
  expect((await counts(id))[0]).toBe(2);
  await archiveInvoice(clinic.app, id, by);
  expect(await counts(id)).toEqual([0, 0, 0]);
});

test('a bundle that was changed in storage by one byte is not believed', async () => {
  const id = await paid();
  await archiveInvoice(clinic.app, id, by);
  const archive = await liveArchive(id);
  const damaged = withBlobs({
    get: async (name) => {
      const bytes = Buffer.from((await clinic.app.blobs.get(name)) ?? []);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      return bytes;
    },
  });
  await expect(restoreInvoice(damaged, archive.id, clinic.admin)).rejects.toMatchObject({
    code: 'bundle_damaged',
  });
});

describe('the database refuses, to the owner too,', () => {
  test('to lose the lines of an issued invoice past the archive', async () => {
    const id = await paid();
    const sql = 'delete from invoice_items where invoice_id = $1';
    await expect(clinic.rows(sql, [id])).rejects.toThrow('its lines cannot change');
    await archiveInvoice(
      { ...clinic.app, db: { ...clinic.app.db, transaction: async () => undefined as never } },
      id,
      by,
    );
    await expect(clinic.rows(sql, [id])).rejects.toThrow('its lines cannot change');
    await expect(clinic.rows('update invoices set archived_at = now() where id = $1', [id])).rejects.toThrow(
      'with its bundle only',
    );
  });

  test('to take details back that never left, or to rewrite what an archive says', async () => {
    const id = await paid();
    await archiveInvoice(clinic.app, id, by);
    const archive = await liveArchive(id);
    const forged = JSON.stringify({ invoice_items: [], patient_links: [], messages: [], raw_events: [] });
    await expect(clinic.rows('select restore_invoice($1, $2::jsonb)', [archive.id, forged])).rejects.toThrow(
      'not the details that left',
    );
    await expect(
      clinic.rows(`update archives set sha256 = repeat('0', 64) where id = $1`, [archive.id]),
    ).rejects.toThrow();
    await expect(clinic.rows('delete from archives where id = $1', [archive.id])).rejects.toThrow(
      'never forgotten',
    );
    await expect(
      clinic.rows(
        `insert into invoice_items (invoice_id, position, description, quantity, unit_price_cents) values ($1, 1, 'x', 1, 1)`,
        [id],
      ),
    ).rejects.toThrow('its lines cannot change');
  });

  test('to archive an invoice that is still owed', async () => {
    const { id } = await clinic.issued();
    await atRest(id);
    await expect(archiveInvoice(clinic.app, id, by)).rejects.toThrow('not at rest');
    expect((await counts(id))[0]).toBe(1);
  });
});

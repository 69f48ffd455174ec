/** What becomes of the archive when its storage is damaged, and when its process dies: nothing is lost, believed or written over. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { archiveInvoice } from '../../functions/capabilities/archives/archive.ts';
import { readArchivedInvoice } from '../../functions/capabilities/archives/read.ts';
import { restoreInvoice } from '../../functions/capabilities/archives/restore.ts';
import { verifyArchive } from '../../functions/capabilities/archives/verify.ts';
import { verifyArchives } from '../../functions/capabilities/archives/verify-all.ts';
import { cancelInvoice } from '../../functions/capabilities/invoices/cancel.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { dayIn } from '../../functions/domain/calendar.ts';
import { createSeals } from '../../functions/edges/security/seals.ts';
import { linesFile } from '../../functions/http/exports/invoices.ts';
import { openClinic, type TestClinic, testSettings } from '../support/clinic.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const by = bySystem('archive');
let clinic: TestClinic;
let folder: string;
beforeAll(async () => {
  clinic = await openClinic();
  folder = await mkdtemp(join(tmpdir(), 'archive-'));
});
afterAll(async () => {
  await clinic.close();
  await rm(folder, { recursive: true, force: true });
});

/** A cancelled invoice about which nothing waits. */
async function resting(): Promise<string> {
  const { id } = await clinic.issued();
  await cancelInvoice(clinic.app, { id, reason: 'booked twice' }, clinic.clerk);
  await clinic.rows(`update checkout_sessions set state = 'expired' where invoice_id = $1`, [id]);
  return id;
}
async function archived() {
  const id = await resting();
  await archiveInvoice(clinic.app, id, by);
  const archive = await clinic.app.db.read.archives.live(id);
  if (!archive) throw new Error('The invoice has no archive.');
  return { id, archive };
}
const linesOf = async (id: string) =>
  (await clinic.rows('select 1 from invoice_items where invoice_id = $1', [id])).length;

test('a bundle whose PDF was wrong when it was written takes nothing from the tables, and a right one follows', async () => {
  const id = await resting();
  let renders = 0;
  const { pdf } = clinic.app;
  // The first document comes out with one byte of another: its hash would agree with itself.
  const faulty = {
    ...clinic.app,
    pdf: {
      ...pdf,
      async render(document: Parameters<typeof pdf.render>[0]) {
        const bytes = Buffer.from(await pdf.render(document));
        if (renders++ === 0) bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
        return bytes;
      },
    },
  };
  await expect(archiveInvoice(faulty, id, by)).rejects.toMatchObject({ code: 'bundle_damaged' });
  expect(await linesOf(id)).toBeGreaterThan(0);
  expect((await clinic.app.db.read.archives.live(id))?.state).not.toBe('archived');
  await archiveInvoice(clinic.app, id, by);
  expect((await clinic.app.db.read.archives.live(id))?.state).toBe('archived');
  expect(await linesOf(id)).toBe(0);
});

describe('a bundle that is', () => {
  /** Puts other bytes where the bundle was, as someone with the key of the storage could. */
  async function replace(name: string, change: (bytes: Buffer) => Buffer): Promise<Buffer> {
    const changed = change(Buffer.from((await clinic.app.blobs.get(name)) ?? []));
    await clinic.app.blobs.remove(name);
    await clinic.app.blobs.put(name, changed);
    return changed;
  }
  const flip = (bytes: Buffer) => {
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    return bytes;
  };

  test.each([
    { how: 'changed by a bit', change: flip },
    { how: 'cut', change: (bytes: Buffer) => bytes.subarray(0, bytes.length - 1) },
    { how: 'lengthened', change: (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')]) },
    { how: 'emptied', change: () => Buffer.alloc(0) },
  ])('$how is found, shown as damaged, not restored, and not written over', async ({ change }) => {
    const { id, archive } = await archived();
    const damaged = await replace(archive.blob, change);
    const refusal = { code: 'bundle_damaged' };
    await expect(verifyArchive(clinic.app, archive.id, clinic.admin)).rejects.toMatchObject(refusal);
    await expect(restoreInvoice(clinic.app, archive.id, clinic.admin)).rejects.toMatchObject(refusal);
    expect(await readArchivedInvoice(clinic.app, id)).toMatchObject({ problem: 'bundle_damaged', items: [] });
    await archiveInvoice(clinic.app, id, by);
    expect(Buffer.from((await clinic.app.blobs.get(archive.blob)) ?? []).equals(damaged)).toBe(true);
    expect(await linesOf(id)).toBe(0);
  });

  test('leaves the export of lines whole: one row has the total of the invoice and the problem', async () => {
    const { id, archive } = await archived();
    await replace(archive.blob, flip);
    const [invoice] = await clinic.rows<{ patient_id: string; total: number }>(
      'select patient_id, total_amount_cents::int as total from invoices where id = $1',
      [id],
    );
    const file = linesFile(clinic.app, {
      patientId: invoice?.patient_id,
      today: dayIn(clinic.app.clinic.timeZone, clinic.app.clock.now()),
      timeZone: clinic.app.clinic.timeZone,
    });
    let text = '';
    for await (const piece of file.pieces) text += piece;
    expect(parse(text, { columns: true, bom: true })).toEqual([
      expect.objectContaining({
        invoice_id: id,
        line: '',
        total: ((invoice?.total ?? 0) / 100).toFixed(2),
        problem: 'bundle_damaged',
      }),
    ]);
  });

  test('swapped for another is found; one that is missing is named, and comes back with its bytes', async () => {
    const [one, two] = [await archived(), await archived()];
    const bytes = Buffer.from((await clinic.app.blobs.get(one.archive.blob)) ?? []);
    await clinic.app.blobs.remove(one.archive.blob);
    await clinic.app.blobs.put(
      one.archive.blob,
      (await clinic.app.blobs.get(two.archive.blob)) ?? Buffer.of(),
    );
    await clinic.app.blobs.remove(two.archive.blob);
    const found = new Map<string, string>();
    await verifyArchives(clinic.app, by, ({ id }, code) => found.set(id, code));
    expect(found.get(one.archive.id)).toBe('bundle_damaged');
    expect(found.get(two.archive.id)).toBe('bundle_missing');
    await clinic.app.blobs.remove(one.archive.blob);
    await clinic.app.blobs.put(one.archive.blob, bytes);
    await restoreInvoice(clinic.app, one.archive.id, clinic.admin);
    expect(await linesOf(one.id)).toBe(1);
  });

  test('signed by someone else is not believed; one that we signed under an earlier key is', async () => {
    const { archive } = await archived();
    const stranger = createSeals('another secret that is long enough for seals');
    const strange = { ...clinic.app, seals: stranger };
    await expect(restoreInvoice(strange, archive.id, clinic.admin)).rejects.toMatchObject({
      code: 'bundle_damaged',
    });
    const later = createSeals('another secret that is long enough for seals', [clinic.app.seals.publicKey]);
    await restoreInvoice({ ...clinic.app, seals: later }, archive.id, clinic.admin);
  });
});

describe('a process that is killed', () => {
  /** Archives an invoice in a process of its own; the signal that ended it. */
  async function archiveElsewhere(id: string, point: string): Promise<NodeJS.Signals | null> {
    const crashFile = join(folder, `${point.replace(':', '-')}-${id}`);
    await writeFile(crashFile, point);
    const work = `
      const { createApp } = await import('./functions/app.ts');
      const { readConfig } = await import('./functions/config.ts');
      const { archiveInvoice } = await import('./functions/capabilities/archives/archive.ts');
      const { bySystem } = await import('./functions/capabilities/system-caller.ts');
      const app = createApp(readConfig(process.env));
      await archiveInvoice(app, '${id}', bySystem('archive'));
      await app.close();`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', work], {
      cwd: ROOT,
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        ...testSettings({ appUrl: clinic.database.appUrl, storage: inject('storage') }),
        CRASH_FILE: crashFile,
      },
    });
    const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return signal;
  }

  test.each([
    'blobs.put:before',
    'blobs.put:after',
    'blobs.get:before',
    'blobs.get:after',
    'commit:before',
    'commit:after',
  ])(
    'at %s loses nothing, and the next run ends with one bundle, one record of it, and no line in the tables',
    async (point) => {
      const id = await resting();
      expect(await archiveElsewhere(id, point)).toBe('SIGKILL');
      expect(await linesOf(id)).toBe(point === 'commit:after' ? 0 : 1);
      await archiveInvoice(clinic.app, id, by);
      expect(await linesOf(id)).toBe(0);
      const archives = await clinic.rows<{ id: string; state: string; blob: string }>(
        'select id, state, blob from archives where invoice_id = $1',
        [id],
      );
      expect(archives.filter(({ state }) => state === 'archived')).toHaveLength(1);
      for (const { state, blob } of archives) {
        expect((await clinic.app.blobs.get(blob)) !== undefined).toBe(state === 'archived');
      }
      const audits = await clinic.rows(
        `select 1 from audit_logs where action = 'archive_invoice' and target_id = $1`,
        [id],
      );
      expect(audits).toHaveLength(1);
      const archive = archives.find(({ state }) => state === 'archived');
      await restoreInvoice(clinic.app, archive?.id ?? '', clinic.admin);
      expect(await linesOf(id)).toBe(1);
    },
  );
});

/** Internal notes: for staff only, under the patient’s key, and kept with the invoice. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archiveInvoice } from '../../functions/capabilities/archives/archive.ts';
import { addInternalNote } from '../../functions/capabilities/invoices/add-internal-note.ts';
import { readInvoicePdf } from '../../functions/capabilities/invoices/pdf.ts';
import { removeInternalNote } from '../../functions/capabilities/invoices/remove-internal-note.ts';
import { erasePatient } from '../../functions/capabilities/patients/erase.ts';
import { exportPatient } from '../../functions/capabilities/patients/export.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { INTERNAL_NOTES_MAX } from '../../functions/domain/internal-note.ts';
import { pdfLines } from '../../infra/local/clinics/pdf-text.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { buildStaff, payOffline } from '../support/clinic-builder.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const WORDS = 'Asked to be called after Easter';
let now = Date.now();
/** Each a second after the one before. */
async function write(id: string, note = WORDS, by = clinic.clerk): Promise<string> {
  now += 1000;
  clinic.at(new Date(now));
  return (await addInternalNote(clinic.app, { id, note }, by)).id;
}
const notesOf = async (id: string) =>
  (await clinic.app.db.read.invoiceNotes.list(id)).map(({ note, staff_name }) => [note, staff_name]);
async function atRest(id: string): Promise<void> {
  await payOffline(clinic.app, clinic.clerk, id, 100_00);
  await clinic.rows(`update messages set state = 'sent', sent_at = now() where invoice_id = $1`, [id]);
  await clinic.rows(`update checkout_sessions set state = 'expired' where invoice_id = $1`, [id]);
}

test('staff see who wrote what, the newest first; the database and the trail hold no words of it', async () => {
  const { id } = await clinic.issued();
  await write(id);
  await write(id, 'Called back', clinic.admin);
  expect(await notesOf(id)).toEqual([
    ['Called back', 'Ada Admin'],
    [WORDS, 'Cleo Clerk'],
  ]);
  const stored = await clinic.rows(`select encode(note, 'escape') as note from invoice_notes`);
  expect(JSON.stringify(stored)).not.toContain('Easter');
  const trail = await clinic.rows(
    `select details from audit_logs where action = 'add_internal_note' and target_id = $1`,
    [id],
  );
  expect(trail).toHaveLength(2);
  expect(JSON.stringify(trail)).not.toContain('Easter');
});

test('no document and no page of the patient holds it', async () => {
  const { id } = await clinic.issued();
  const before = await readInvoicePdf(clinic.app, id);
  await write(id);
  const after = await readInvoicePdf(clinic.app, id);
  expect(Buffer.from(after.bytes).equals(Buffer.from(before.bytes))).toBe(true);
  expect((await pdfLines(after.bytes)).join(' ')).not.toContain('Easter');
  expect(JSON.stringify(await clinic.app.db.read.invoices.publicView(id))).not.toContain('Easter');
});

test('its author or an admin removes it; a clerk does not remove another’s', async () => {
  const { id } = await clinic.issued();
  const other = await buildStaff(clinic.app, 'billing_clerk');
  const [first, second] = [await write(id), await write(id, 'Second')];
  const remove = (note_id: string, by = clinic.clerk) => removeInternalNote(clinic.app, { id, note_id }, by);
  await expect(remove(first, other)).rejects.toMatchObject({ code: 'note_of_another' });
  await remove(first);
  await remove(second, clinic.admin);
  await expect(remove(first)).rejects.toMatchObject({ code: 'internal_note_unknown' });
  expect(await notesOf(id)).toEqual([]);
});

test('it stays when the invoice is archived, is exported with the patient, and unreadable once erased', async () => {
  const patientId = await clinic.patient();
  const { id } = await clinic.issued({ patientId });
  await write(id);
  await atRest(id);
  await archiveInvoice(clinic.app, id, bySystem('archive'));
  await write(id, 'Written in the archive');
  expect((await notesOf(id)).map(([note]) => note)).toEqual(['Written in the archive', WORDS]);
  const exported = await exportPatient(clinic.app, patientId, clinic.admin);
  expect(exported.invoice_notes).toEqual(
    expect.arrayContaining([expect.objectContaining({ invoice_id: id, note: WORDS })]),
  );
  await erasePatient(clinic.app, patientId, 'asked in writing', clinic.admin);
  expect((await notesOf(id)).map(([note]) => note)).toEqual([null, null]);
  await expect(write(id)).rejects.toMatchObject({ code: 'patient_erased' });
});

test('a deleted draft takes its notes along; an invoice has a hundred at most', async () => {
  const draft = await clinic.draft();
  await write(draft);
  await clinic.app.db.transaction((tx) => tx.invoices.removeDraft(draft));
  expect(await notesOf(draft)).toEqual([]);
  const { id } = await clinic.issued();
  const note = await write(id);
  await clinic.rows(
    `insert into invoice_notes (id, invoice_id, patient_id, note, staff_id, created_at)
     select gen_random_uuid(), invoice_id, patient_id, note, staff_id, now()
     from invoice_notes, generate_series(2, $2) where id = $1`,
    [note, INTERNAL_NOTES_MAX],
  );
  await expect(write(id)).rejects.toMatchObject({ code: 'too_many_notes' });
});

test('what was written is not rewritten, by the owner of the database either', async () => {
  const { id } = await clinic.issued();
  await write(id);
  await expect(
    clinic.owner.query('update invoice_notes set note = note where invoice_id = $1', [id]),
  ).rejects.toMatchObject({ code: '23001' });
});

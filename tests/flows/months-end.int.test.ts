/** A document that is made while the clinic's month ends: its number and its date name the same month. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueCreditNote } from '../../functions/capabilities/invoices/credit-note.ts';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { recordPayment } from '../../functions/capabilities/payments/record.ts';
import type { App } from '../../functions/capabilities/ports.ts';
import { numberingMonth } from '../../functions/domain/numbering.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { leaveStripeAway } from '../support/stripe-away.ts';

/** The last and the first instant of two months in New York, where the clinic is; in UTC both are in November. */
const BEFORE = new Date('2026-11-01T03:59:59.999Z');
const AFTER = new Date('2026-11-01T04:00:00.000Z');
const ZONE = 'America/New_York';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic({ now: new Date('2026-10-20T12:00:00Z') });
  leaveStripeAway(clinic.app);
});
afterAll(() => clinic.close());

/** The app whose clock shows October for so many looks, and November from then on. */
function endingMonth(looks: number): App {
  let left = looks;
  return { ...clinic.app, clock: { ...clinic.app.clock, now: () => (left-- > 0 ? BEFORE : AFTER) } };
}
async function document(sql: string, id: string): Promise<{ number: string; at: Date }> {
  const [row] = await clinic.rows<{ number: string; at: Date }>(sql, [id]);
  if (!row) throw new Error('The document is missing.');
  return row;
}

/** Makes the document and answers it. */
const DOCUMENTS: Record<string, (app: App) => Promise<{ number: string; at: Date }>> = {
  async invoice(app) {
    const { id } = await issueInvoice(app, { id: await clinic.draft(), notify: [] }, clinic.admin);
    return document('select invoice_number as number, issued_at as at from invoices where id = $1', id);
  },
  async 'credit note'(app) {
    const invoice = await clinic.issued();
    const input = { invoiceId: invoice.id, reason: 'not given', of: { amountCents: 10_00 } };
    const { id } = await issueCreditNote(app, input, clinic.admin);
    return document('select number, issued_at as at from credit_notes where id = $1', id);
  },
  async receipt(app) {
    const { id: invoiceId } = await clinic.issued();
    const input = { invoiceId, amountCents: 10_00, method: 'cash' as const, reference: null };
    const { id } = await recordPayment(app, { ...input, receivedOn: undefined }, clinic.admin);
    return document('select receipt_number as number, received_at as at from payments where id = $1', id);
  },
};

test.each(Object.keys(DOCUMENTS))('%s', async (kind) => {
  const make = DOCUMENTS[kind];
  const months = new Set<string>();
  for (let looks = 0; looks <= 5; looks++) {
    const made = await make?.(endingMonth(looks));
    const month = numberingMonth(made?.at ?? new Date(0), ZONE);
    expect(made?.number).toContain(`-${month}-`);
    months.add(month);
  }
  expect([...months]).toEqual(['202611', '202610']);
});

/** Whatever happened to an invoice, the archive stores its whole history and restores the same rows. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archiveInvoice } from '../../functions/capabilities/archives/archive.ts';
import { readBundle } from '../../functions/capabilities/archives/bundle.ts';
import { eachArchivable } from '../../functions/capabilities/archives/due.ts';
import { creditNotesOf, readArchivedInvoice } from '../../functions/capabilities/archives/read.ts';
import { restoreInvoice } from '../../functions/capabilities/archives/restore.ts';
import { issueCreditNote } from '../../functions/capabilities/invoices/credit-note.ts';
import { readInvoicePdf } from '../../functions/capabilities/invoices/pdf.ts';
import { chargeLateFees } from '../../functions/capabilities/late-fees/charge.ts';
import { requestRefund } from '../../functions/capabilities/payments/refund.ts';
import { approveRefund } from '../../functions/capabilities/refunds/approve.ts';
import { changeSettings } from '../../functions/capabilities/settings/edit.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import type { RefundEffect } from '../../functions/domain/refund.ts';
import { INVOICE_OPERATIONS, ISSUE } from '../proofs/ledger/invoice-operations.ts';
import { runLane } from '../proofs/ledger/operations.ts';
import { countPairs } from '../proofs/ledger/orders.ts';
import { seeded } from '../proofs/ledger/random.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { line, payOffline } from '../support/clinic-builder.ts';
import { snapshot } from '../support/snapshot.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

const by = bySystem('archive');
const LATER = 800 * 86_400_000;

/** Messages are sent and pages of Stripe are closed; what is still owed is paid at the desk. */
async function rest(clinic: TestClinic): Promise<void> {
  const owed = await clinic.rows<{ id: string; balance: number }>(
    `select id, balance_cents::int as balance from invoices where balance_cents > 0`,
  );
  for (const { id, balance } of owed) await payOffline(clinic.app, clinic.clerk, id, balance);
  await clinic.rows(`update messages set state = 'sent', sent_at = now() where state = 'pending'`);
  await clinic.rows(
    `update checkout_sessions set state = 'expired' where state in ('creating', 'open', 'closing')`,
  );
}
/** What staff see and print of an invoice. */
async function seen(clinic: TestClinic, id: string) {
  const archived = await readArchivedInvoice(clinic.app, id);
  expect(archived?.problem ?? null).toBeNull();
  const { items, archived_at: _, link: __, ...invoice } = await clinic.invoice(id);
  const pdf = await readInvoicePdf(clinic.app, id);
  return {
    invoice,
    items: archived?.items ?? items,
    notes: await creditNotesOf(clinic.app, id),
    pdf: Buffer.from(pdf.bytes).toString('base64'),
  };
}
async function later(clinic: TestClinic, work: () => Promise<void>): Promise<void> {
  clinic.at(new Date(Date.now() + LATER));
  await work();
  clinic.at(new Date());
}
async function archiveAll(clinic: TestClinic): Promise<string[]> {
  const ids: string[] = [];
  await later(clinic, async () => {
    await eachArchivable(clinic.app, async (id) => {
      await archiveInvoice(clinic.app, id, by);
      ids.push(id);
    });
  });
  return ids;
}
async function restoreAll(clinic: TestClinic, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const archive = await clinic.app.db.read.archives.live(id);
    await restoreInvoice(clinic.app, archive?.id ?? '', clinic.admin);
  }
}
async function bundleOf(clinic: TestClinic, id: string): Promise<Record<string, { id: string }[]>> {
  const archive = await clinic.app.db.read.archives.live(id);
  if (!archive) throw new Error('The invoice has no bundle.');
  return (await readBundle(clinic.app, archive)).record as Record<string, { id: string }[]>;
}

describe('random histories', () => {
  let clinic: TestClinic;
  beforeAll(async () => {
    clinic = await openClinic();
  });
  afterAll(() => clinic.close());

  test.each([1, 2])('go to the archive and come back row by row (seed %i)', async (seed) => {
    const lane = {
      clinic: { ...clinic, otherAdmin: clinic.admin },
      owner: clinic.owner,
      random: seeded(seed),
    };
    const counts = { tally: new Map(), pairs: countPairs() };
    // Refunds and disputes that are not settled keep an invoice from the archive.
    const operations = [ISSUE, ...INVOICE_OPERATIONS];
    await runLane(lane, 40, counts, operations);
    await rest(clinic);
    const before = await snapshot(clinic);
    const numbered = await clinic.rows<{ id: string }>(
      `select i.id from invoices i where invoice_number is not null and archived_at is null order by id`,
    );
    const shown = new Map<string, unknown>();
    for (const { id } of numbered) shown.set(id, await seen(clinic, id));

    const archived = await archiveAll(clinic);
    expect(archived.toSorted()).toEqual(numbered.map(({ id }) => id).toSorted());
    for (const table of ['invoice_items', 'messages', 'patient_links']) {
      const left = await clinic.rows(
        `select 1 from ${table} t join invoices i on i.id = t.invoice_id where i.invoice_number is not null`,
      );
      expect(left).toEqual([]);
    }
    for (const id of archived) expect(await seen(clinic, id)).toEqual(shown.get(id));

    await restoreAll(clinic, archived);
    expect(await snapshot(clinic)).toEqual(before);
  });

  test('an invoice with credit notes by line and with late fees is whole in its bundle', async () => {
    await changeSettings(clinic.app, { late_fee: { enabled: true } }, undefined, clinic.admin);
    const { id, items } = await clinic.issued({
      lines: [line(100_00, { description: 'Blood test' }), line(50_00, { description: 'X-ray' })],
      dueOn: '2026-12-01',
    });
    clinic.at(new Date(Date.UTC(2027, 0, 5)));
    await chargeLateFees(clinic.app, by);
    clinic.at(new Date());
    const of = { lines: items.toReversed().map((item) => ({ invoiceItemId: item.id, amountCents: 10_00 })) };
    await issueCreditNote(clinic.app, { invoiceId: id, reason: 'not given', of }, clinic.clerk);
    await rest(clinic);
    const before = await seen(clinic, id);
    expect(before.notes[0]?.lines.map(({ description }) => description)).toEqual(['Blood test', 'X-ray']);
    await archiveInvoice(clinic.app, id, by);
    expect(await seen(clinic, id)).toEqual(before);
    const record = await bundleOf(clinic, id);
    expect(record.credit_notes).toMatchObject([{ amount_cents: 20_00, lines: [{}, {}] }]);
    expect(record.late_fees).toMatchObject([{ invoice_id: id }]);
    expect(record.audit?.length).toBeGreaterThan(3);
    const input = { invoiceId: id, reason: 'again', of: { amountCents: 1_00 } };
    await expect(issueCreditNote(clinic.app, input, clinic.clerk)).rejects.toMatchObject({
      code: 'invoice_archived',
    });
  });
});

describe('money that goes back', () => {
  let clinic: StripeClinic;
  beforeAll(async () => {
    clinic = await openStripeClinic();
  });
  afterAll(() => clinic.close());

  async function paid() {
    const invoice = await clinic.paid();
    await clinic.sync();
    return invoice;
  }
  async function refunded(invoiceId: string, effect: RefundEffect, amountCents = 100_00): Promise<void> {
    const payment = await clinic.paymentOf(invoiceId);
    const input = { paymentId: payment.id, amountCents, reason: 'duplicate' as const, note: 'twice', effect };
    const { id } = await requestRefund(clinic.app, input, clinic.clerk);
    await approveRefund(clinic.app, id, clinic.admin);
    await clinic.work();
    await clinic.sync();
  }
  async function disputed(outcome: string | undefined) {
    const invoice = await paid();
    await clinic.harness.control('POST', `/charges/${invoice.chargeId}/dispute`, {});
    await clinic.sync();
    const { data } = await clinic.app.db.read.disputes.list({ invoiceId: invoice.id }, { limit: 1 });
    if (outcome) {
      await clinic.harness.control('POST', `/disputes/${data[0]?.stripe_dispute_id}`, { outcome });
      await clinic.sync();
    }
    return invoice.id;
  }

  test('refunds and settled disputes are in the bundle and come back; what is not settled stays', async () => {
    const credited = await paid();
    await refunded(credited.id, 'credit');
    const [won, lost, open] = [await disputed('won'), await disputed('lost'), await disputed(undefined)];
    const waiting = await paid();
    const payment = await clinic.paymentOf(waiting.id);
    const input = { paymentId: payment.id, amountCents: 1_00, reason: 'duplicate' as const, note: null };
    await requestRefund(clinic.app, { ...input, effect: 'reopen' }, clinic.clerk);
    await rest(clinic);
    const before = await snapshot(clinic);

    const archived = await archiveAll(clinic);
    expect(archived.toSorted()).toEqual([credited.id, won, lost].toSorted());
    for (const id of [open, waiting.id]) {
      await expect(archiveInvoice(clinic.app, id, by)).rejects.toThrow('not at rest');
    }
    expect((await bundleOf(clinic, credited.id)).refunds).toHaveLength(1);
    expect((await bundleOf(clinic, lost)).disputes).toHaveLength(1);
    expect((await bundleOf(clinic, won)).events?.length).toBeGreaterThan(2);
    await restoreAll(clinic, archived);
    expect(await snapshot(clinic)).toEqual(before);
  });

  test('an archived invoice that is owed again comes back by itself', async () => {
    const { id } = await paid();
    await rest(clinic);
    await archiveInvoice(clinic.app, id, by);
    await refunded(id, 'reopen', 40_00);
    await clinic.work();
    expect(await clinic.invoice(id)).toMatchObject({
      archived_at: null,
      status: 'partially_paid',
      balance_cents: 40_00,
      items: [{}],
    });
  });
});

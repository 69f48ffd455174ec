/** The payment page for several invoices of a patient: the open one if it fits, else a new one (decision 35). */
import type { Payer } from '../../domain/allocation.ts';
import { requireFound } from '../../domain/not-found.ts';
import { allocatePage, coversSame, type PageChoice } from '../../domain/page-allocation.ts';
import { refuse } from '../../domain/refusal.ts';
import { openOnePage, type PageStep, stepWithLive } from '../checkouts/open-one.ts';
import { addAccountCheckout } from '../checkouts/request.ts';
import { capPaymentPages } from '../messages/caps.ts';
import type { Checkout } from '../ports/checkouts.ts';
import type { Caller } from '../ports/common.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { App, Stores } from '../ports.ts';

export type AccountPageInput = Payer & PageChoice;

/**
 * Returns the one page that is open for the invoices. Pages that ask for one of them otherwise are closed first, so that
 * no invoice is paid twice. Refuses `patient_unknown` (404), what `allocatePage` refuses, `payment_in_progress`,
 * `stripe_unavailable` and `too_many_payment_pages`. Then no page is opened.
 */
export async function openAccountPage(app: App, input: AccountPageInput, by: Caller): Promise<Checkout> {
  requireFound(await app.db.read.patients.get(input.patientId), 'patient');
  await capPaymentPages(app, input.patientId, by);
  return openOnePage(app, (tx) => nextStep(app, tx, input, by), by);
}

async function nextStep(app: App, tx: Stores, input: AccountPageInput, by: Caller): Promise<PageStep> {
  const { patientId, currency } = input;
  const chosen = input.chosen?.map(({ invoiceId }) => invoiceId);
  const ids = chosen ?? (await tx.invoices.open(patientId, currency)).map(({ id }) => id);
  const found = await tx.invoices.lockSeveral([...new Set(ids)]);
  // For a patient another patient's invoice does not exist.
  const locked = by.actor.type === 'staff' ? found : found.filter((each) => each.patientId === patientId);
  const invoices = chosen ? locked : await payableNow(tx, locked);
  const covers = allocatePage(invoices, input, input);
  if (chosen)
    await payableNow(
      tx,
      invoices.filter((each) => covers.some((part) => part.invoiceId === each.id)),
      'all',
    );
  const fits = (page: Checkout) => page.kind === 'checkout_session' && coversSame(page.covers, covers);
  const invoiceIds = covers.map((part) => part.invoiceId);
  const step = await stepWithLive(app, tx, { invoiceIds, fits }, by);
  if (step) return step;
  const open = await addAccountCheckout(app, tx, { patientId, invoices, covers }, by);
  for (const { invoiceId, amountCents } of covers) {
    await tx.audit.record(by, {
      action: 'create_payment_link',
      targetType: 'invoice',
      targetId: invoiceId,
      details: { amount_cents: amountCents, kind: 'checkout_session', checkout_id: open },
    });
  }
  return { open };
}

/** The invoices without those whose payment is on its way; refuses `payment_in_progress` when none, or not all, are left. */
async function payableNow(
  tx: Stores,
  invoices: readonly LockedInvoice[],
  needed: 'some' | 'all' = 'some',
): Promise<LockedInvoice[]> {
  const payable: LockedInvoice[] = [];
  for (const invoice of invoices) {
    if (!(await tx.checkouts.isPaymentOnItsWay(invoice.id))) payable.push(invoice);
    else if (needed === 'all') refuseOnItsWay(invoice);
  }
  const [first] = invoices;
  if (first && payable.length === 0) refuseOnItsWay(first);
  return payable;
}

const refuseOnItsWay = ({ number }: LockedInvoice): never =>
  refuse('conflict', 'payment_in_progress', `A payment for invoice ${number} is being confirmed.`);

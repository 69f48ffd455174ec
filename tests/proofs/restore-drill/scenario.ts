/** What a clinic does around a backup: a seeded mix of every operation that makes something at Stripe. */

import { openPaymentPage } from '../../../functions/capabilities/invoices/create-payment-link.ts';
import { requestRefund } from '../../../functions/capabilities/payments/refund.ts';
import { approveRefund } from '../../../functions/capabilities/refunds/approve.ts';
import { Refusal } from '../../../functions/domain/refusal.ts';
import { buildIssued } from '../../support/clinic-builder.ts';
import { billOf } from '../clinic.ts';
import type { Random } from '../ledger/random.ts';
import type { DrillClinic } from './clinic.ts';

const OPERATIONS = [
  'issue',
  'pay',
  'pay',
  'request',
  'request',
  'approve',
  'dashboard',
  'page',
  'link',
] as const;

/** Does so many operations. One that is not possible at the moment is left out. */
export async function operate(
  clinic: DrillClinic,
  random: Random,
  patientId: string,
  count: number,
): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    const operation = random.one(OPERATIONS);
    const chosen = random.whole(0, 1_000_000);
    const amountCents = random.whole(20_00, 90_00);
    try {
      await perform(clinic, operation, { patientId, chosen, amountCents });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
    // Some events are delivered later, and the last ones before the disaster are delivered to the restored database only.
    if (random.whole(1, 3) > 1) await clinic.sync();
  }
  await clinic.sync();
}

type Choice = { patientId: string; chosen: number; amountCents: number };

async function perform(
  clinic: DrillClinic,
  operation: (typeof OPERATIONS)[number],
  { patientId, chosen, amountCents }: Choice,
): Promise<void> {
  const { app, harness } = clinic;
  switch (operation) {
    case 'issue':
      await buildIssued(app, clinic.clerk, billOf(patientId, 100_00));
      return clinic.work();
    case 'pay': {
      const { sessions } = await harness.control<{ sessions: { id: string; status: string }[] }>(
        'GET',
        '/truth',
      );
      const session = pick(
        sessions.filter((each) => each.status === 'open'),
        chosen,
      );
      if (session) await harness.pay(session.id);
      return;
    }
    case 'request': {
      const payment = pick(await clinic.payments(), chosen);
      if (payment) await request(clinic, payment.id, amountCents);
      return;
    }
    case 'approve': {
      const refund = pick(await clinic.refunds('requested'), chosen);
      if (refund) await approve(clinic, refund.id);
      return clinic.work();
    }
    case 'dashboard': {
      const payment = pick(await clinic.payments(), chosen);
      if (payment?.chargeId)
        await harness
          .control('POST', `/charges/${payment.chargeId}/refund`, { amount: 1_00 })
          .catch(() => null);
      return;
    }
    case 'page':
    case 'link': {
      const invoice = pick(await clinic.payable(), chosen);
      if (!invoice) return;
      const kind = operation === 'page' ? 'checkout_session' : 'payment_link';
      await openPaymentPage(app, { invoiceId: invoice.id, amountCents: undefined, kind }, clinic.clerk);
      return clinic.work();
    }
  }
}

const request = ({ app, clerk }: DrillClinic, paymentId: string, amountCents: number) =>
  requestRefund(
    app,
    { paymentId, amountCents, reason: 'billing_error', note: null, effect: 'credit' },
    clerk,
  );

/** Two refunds of a payment that are pending at the backup; the id of one, to be approved after it. */
export async function requestTwo(clinic: DrillClinic, patientId: string): Promise<string> {
  const invoiceId = await buildIssued(clinic.app, clinic.clerk, billOf(patientId, 100_00));
  await clinic.work();
  const invoice = await clinic.app.db.read.invoices.get(invoiceId);
  await clinic.harness.pay(invoice?.stripe_checkout_session_id ?? '');
  await clinic.sync();
  const [payment] = await clinic.app.db.read.payments.ofInvoice(invoiceId);
  if (!payment) throw new Error('The drill has no payment to refund.');
  const { id } = await request(clinic, payment.id, 40_00);
  await request(clinic, payment.id, 25_00);
  return id;
}

/** Approves, as the other admin would. */
export const approve = ({ app, admin }: DrillClinic, id: string): Promise<{ id: string }> =>
  approveRefund(app, id, admin);

const pick = <T>(of: readonly T[], chosen: number): T | undefined =>
  of.length === 0 ? undefined : of[chosen % of.length];

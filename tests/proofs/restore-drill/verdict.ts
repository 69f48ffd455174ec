/** After a restore and its recovery: what was done twice at Stripe, and what Stripe has that the books lack. */
import type Stripe from 'stripe';
import type { DrillClinic } from './clinic.ts';

type Truth = {
  sessions: Stripe.Checkout.Session[];
  payment_links: Stripe.PaymentLink[];
  charges: Stripe.Charge[];
  refunds: Stripe.Refund[];
};
type Row = { id: string; status: string; stripeRefundId: string | null; amountCents: string };

/** One line for each fault; none when nothing was done twice and nothing is lost. */
export async function judge(clinic: DrillClinic): Promise<string[]> {
  const truth = await clinic.harness.control<Truth>('GET', '/truth');
  const known = new Set((await clinic.rows<{ id: string }>('select id from invoices')).map(({ id }) => id));
  return [
    ...(await judgeRefunds(clinic, truth)),
    ...(await judgePages(clinic, truth, known)),
    ...(await judgePayments(clinic, truth, known)),
  ];
}

async function judgeRefunds(clinic: DrillClinic, { refunds }: Truth): Promise<string[]> {
  const rows = await clinic.rows<Row>(
    `select id, status, stripe_refund_id as "stripeRefundId", amount_cents as "amountCents" from refunds`,
  );
  const faults = rows.flatMap((row) => judgeRefund(row, refunds));
  const payments = await clinic.rows<{ intent: string }>(
    'select stripe_payment_id as intent from payments where stripe_payment_id is not null',
  );
  const intents = new Set(payments.map(({ intent }) => intent));
  const booked = new Set(rows.map((row) => row.stripeRefundId));
  for (const refund of refunds)
    if (intents.has(String(refund.payment_intent)) && !booked.has(refund.id))
      faults.push(`refund ${refund.id} at Stripe is not booked`);
  return faults;
}

function judgeRefund(row: Row, refunds: readonly Stripe.Refund[]): string[] {
  const faults: string[] = [];
  const made = refunds.filter((refund) => refund.metadata?.refund_id === row.id);
  if (made.length > 1) faults.push(`refund ${row.id} was made ${made.length} times`);
  if (made[0] && row.stripeRefundId !== made[0].id)
    faults.push(`refund ${row.id} is ${row.status} and does not know ${made[0].id}`);
  if (row.status === 'approved' || row.status === 'processing')
    faults.push(`refund ${row.id} is still ${row.status}`);
  if (row.status === 'succeeded' && !refunds.some((refund) => refund.id === row.stripeRefundId))
    faults.push(`refund ${row.id} is booked and not at Stripe`);
  return faults;
}

/** Every page that can be paid is the one that its invoice's row names. */
async function judgePages(
  clinic: DrillClinic,
  { sessions, payment_links }: Truth,
  known: Set<string>,
): Promise<string[]> {
  const open = await clinic.rows<{ id: string }>(
    `select stripe_id as id from checkout_sessions where state in ('open', 'closing')`,
  );
  const ours = new Set(open.map(({ id }) => id));
  const payable = [
    ...sessions.filter((session) => session.status === 'open' && session.payment_link === null),
    ...payment_links.filter((link) => link.active),
  ];
  return payable
    .filter((page) => known.has(page.metadata?.invoice_id ?? '') && !ours.has(page.id))
    .map((page) => `page ${page.id} can be paid and no row knows it`);
}

async function judgePayments(clinic: DrillClinic, { charges }: Truth, known: Set<string>): Promise<string[]> {
  const rows = await clinic.rows<{ intent: string }>(
    `select stripe_payment_id as intent from payments where stripe_payment_id is not null and status <> 'failed'`,
  );
  const booked = new Set(rows.map(({ intent }) => intent));
  return charges
    .filter((charge) => charge.status === 'succeeded' && known.has(charge.metadata.invoice_id ?? ''))
    .filter((charge) => !booked.has(String(charge.payment_intent)))
    .map((charge) => `payment ${charge.payment_intent} is not booked`);
}

/** What happened to a payment or an invoice, in the words of the desk. */
import type * as z from 'zod';
import type { timeline } from '../../../../functions/contracts/fields.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { formatDay } from '../text/dates.ts';
import { amountIn } from './amount-in.ts';
import { methodName, reasonName } from './words.ts';

export type TimelineEvent = z.output<typeof timeline>[number];

export type Tone = 'plain' | 'good' | 'bad';

export type TimelineEntry = { at: string; title: string; note: string | undefined; tone: Tone };

type Description = { title: string; note?: string | undefined; tone?: Tone };
type Money = (cents: number) => string;

/** The bookings that an audit entry describes better: who did it, and why. */
const SHOWN_BY_AUDIT_ENTRY = new Set([
  'payment',
  'payment_reversal',
  'allocation_moved',
  'refund',
  'refund_failed',
  'refund_effect',
  'dispute_withdrawn',
  'dispute_reinstated',
  'dispute_lost',
]);

/** The entries worth showing, in their order, with amounts as `money` writes them. */
export function timelineOf(events: readonly TimelineEvent[], money: Money): TimelineEntry[] {
  return events
    .filter(({ what, actor }) => actor !== null || !SHOWN_BY_AUDIT_ENTRY.has(what))
    .filter((event, index, shown) => !isOtherEndOfMove(event, shown.slice(0, index)))
    .map((event) => {
      const { title, note, tone = 'plain' } = (DESCRIPTIONS[event.what] ?? other)(event, money);
      return { at: event.at, title, note: note || undefined, tone };
    });
}

/** A move is in the audit of both of its invoices; a payment that settles both has it once. */
const isOtherEndOfMove = (event: TimelineEvent, before: readonly TimelineEvent[]): boolean =>
  event.what === 'move_allocation' &&
  before.some(
    ({ what, at, details }) =>
      what === event.what && at === event.at && details.to_invoice_id === event.details.to_invoice_id,
  );

/** Reads a detail as text or number; the audit holds many shapes. */
const text = (event: TimelineEvent, key: string): string | undefined => {
  const value = event.details[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};
const number = (event: TimelineEvent, key: string): number | undefined => {
  const value = event.details[key];
  return typeof value === 'number' ? value : undefined;
};

/** `$45.00`, or nothing when the entry names no amount. */
const amount = (event: TimelineEvent, money: Money): string => {
  const cents = number(event, 'amount_cents') ?? event.amount_cents ?? undefined;
  return cents === undefined ? '' : money(Math.abs(cents));
};
/** An amount in the currency of Stripe's balance, where that is another one. */
const settled = (event: TimelineEvent, key: string): string =>
  amountIn(number(event, key) ?? 0, text(event, 'settled_currency') ?? '');
const by = ({ actor }: TimelineEvent): string => (actor && actor !== 'System' ? ` by ${isolate(actor)}` : '');
const sentences = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(' · ');
const plainly = (words: string): string => words.replaceAll('_', ' ');

type Describe = (event: TimelineEvent, money: Money) => Description;

const received: Describe = (event, money) => {
  const surplus = number(event, 'surplus_cents') ?? 0;
  const method = text(event, 'method');
  return {
    title: `${amount(event, money)} received${by(event)}`,
    note: sentences(
      method && methodName(method),
      text(event, 'receipt_number'),
      surplus > 0 ? `${money(surplus)} more than was owed became the patient’s credit` : undefined,
    ),
    tone: 'good',
  };
};

const MESSAGES: Record<string, string> = {
  invoice: 'The payment link',
  receipt: 'The receipt',
  fresh_link: 'A new link',
  reminder: 'A reminder',
  refund: 'The refund notice',
  refund_failed: 'The correction of the refund notice',
};
const message =
  (what: string, tone: Tone): Describe =>
  (event) => ({
    title: `${MESSAGES[text(event, 'kind') ?? ''] ?? 'A message'} ${what}`,
    note: text(event, 'channel') === 'sms' ? 'Text message' : 'E-mail',
    tone,
  });

const doneBy =
  (title: string, note?: (event: TimelineEvent, money: Money) => string | undefined, tone?: Tone): Describe =>
  (event, money) => ({ title: `${title}${by(event)}`, note: note?.(event, money), tone: tone ?? 'plain' });
/** The same with the amount in the title. */
const withAmount =
  (
    title: (amount: string) => string,
    note?: (event: TimelineEvent) => string | undefined,
    tone?: Tone,
  ): Describe =>
  (event, money) =>
    doneBy(title(amount(event, money)), note, tone)(event, money);
const reason = (event: TimelineEvent) => {
  const given = text(event, 'reason');
  return given && isolate(given);
};

const DESCRIPTIONS: Record<string, Describe> = {
  create_invoice: doneBy('Drafted'),
  edit_invoice: doneBy('Draft changed'),
  issue_invoice: doneBy('Issued', (event, money) => {
    const total = number(event, 'total_cents');
    return total === undefined ? undefined : money(total);
  }),
  cancel_invoice: doneBy('Canceled', reason, 'bad'),
  send_invoice: doneBy('Link sent'),
  add_internal_note: doneBy('Internal note written'),
  remove_internal_note: doneBy('Internal note removed'),
  mark_overdue: doneBy('Became overdue', undefined, 'bad'),
  clear_overdue: doneBy('No longer overdue'),
  remind_patient: doneBy('Reminder sent'),
  charge_late_fee: withAmount((fee) => `Late fee of ${fee} charged`),
  move_due_date: doneBy('Due date changed', (event) => {
    const [from, to] = [text(event, 'from'), text(event, 'to')];
    return sentences(from && to ? `${formatDay(from)} → ${formatDay(to)}` : undefined, reason(event));
  }),
  agree_payment_plan: doneBy('Payment plan agreed'),
  replan_payments: doneBy('Payment plan changed', reason),
  break_payment_plan: doneBy('Payment plan broken', (event) => text(event, 'due_date'), 'bad'),
  cancel_payment_plan: doneBy('Payment plan canceled', reason),
  accept_payment_plan: doneBy('Terms of the payment plan accepted'),
  credit_invoice: withAmount(
    (credited) => `Credit note for ${credited}`,
    (event) => sentences(text(event, 'number'), reason(event)),
  ),
  apply_credit: withAmount((applied) => `${applied} paid from the patient’s credit`, undefined, 'good'),
  write_off_invoice: withAmount((lost) => `${lost} written off`, reason),
  reverse_write_off: withAmount((back) => `Write-off of ${back} reversed`, reason),
  mark_paid: received,
  record_payment: received,
  payment_failed: doneBy('Payment failed', undefined, 'bad'),
  move_allocation: withAmount((moved) => `${moved} moved between two invoices`, reason),
  reverse_payment: withAmount((back) => `Payment of ${back} reversed`, reason, 'bad'),
  stripe_fee: withAmount((fee) => `Stripe kept ${fee} as its fee`),
  converted: (event) => ({
    title: `Stripe converted it into ${settled(event, 'settled_cents')}`,
    note: `${settled(event, 'fee_cents')} kept as its fee`,
  }),
  payout: (event, money) => {
    const day = text(event, 'arrives_on');
    return {
      title: `${amount(event, money) || settled(event, 'settled_cents')} left Stripe for the bank`,
      note: sentences(day && `arrives ${formatDay(day)}`, text(event, 'stripe_payout_id')),
    };
  },
  request_refund: withAmount(
    (back) => `Refund of ${back} requested`,
    (event) => reasonName(text(event, 'reason') ?? ''),
  ),
  approve_refund: withAmount(
    (back) => `Refund of ${back} approved`,
    (event) => (event.details.self_approved === true ? 'Own request, as the clinic allows' : undefined),
  ),
  reject_refund: withAmount((back) => `Refund of ${back} rejected`, reason, 'bad'),
  refund: withAmount((back) => `${back} refunded to the patient`, undefined, 'good'),
  refund_outside: withAmount((back) => `Refund of ${back} made in Stripe without approval`, undefined, 'bad'),
  switch_refund_effect: withAmount(
    (back) => `Effect of the ${back} refund switched`,
    (event) =>
      sentences(text(event, 'after') === 'reopen' ? 'Balance reopened' : 'Invoice credited', reason(event)),
  ),
  recover_refund: doneBy(
    'Refund found in Stripe and recorded',
    (event) => sentences(text(event, 'stripe_refund_id'), text(event, 'was') && `was ${text(event, 'was')}`),
    'bad',
  ),
  refund_failed: doneBy('Refund failed', (event) => plainly(text(event, 'failure_reason') ?? ''), 'bad'),
  open_dispute: withAmount(
    (asked) => `The payer’s bank disputes ${asked}`,
    (event) => plainly(reason(event) ?? ''),
    'bad',
  ),
  dispute_changed: doneBy('Dispute updated', (event) => plainly(text(event, 'status') ?? '')),
  dispute_funds_withdrawn: withAmount((taken) => `Stripe took ${taken} for the dispute`, undefined, 'bad'),
  dispute_funds_reinstated: withAmount((back) => `${back} came back from the dispute`, undefined, 'good'),
  decide_dispute: withAmount(
    (lost) => `Lost dispute for ${lost} resolved`,
    (event) => (text(event, 'outcome') === 'reopen' ? 'Balance reopened' : 'Loss absorbed'),
  ),
  archive_invoice: doneBy('Archived'),
  restore_invoice: doneBy('Restored from the archive'),
  verify_archive: doneBy('Bundle verified'),
  message_sent: message('was sent', 'plain'),
  message_pending: message('is being sent', 'plain'),
  message_failed: message('did not arrive', 'bad'),
  message_skipped: message('was not sent', 'plain'),
};

/** What we have no words for yet says its own name: `pause_reminders` → `Pause reminders`. */
const other: Describe = (event) => ({
  title: `${plainly(event.what).replace(/^./, (first) => first.toUpperCase())}${by(event)}`,
});

import { describe, expect, test } from 'vitest';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { type TimelineEvent, timelineOf } from './timeline.ts';

const event = (what: string, more: Partial<TimelineEvent> = {}): TimelineEvent => ({
  at: '2026-11-23T10:00:00.000Z',
  what,
  actor: 'System',
  amount_cents: null,
  details: {},
  ...more,
});
const titles = (...events: TimelineEvent[]) =>
  timelineOf(events, (cents) => formatMoney(cents, 'usd')).map(({ title, note }) =>
    note ? `${title} (${note})` : title,
  );

describe('the timeline of money', () => {
  test('shows each movement once: the audit entry, which says who and why, replaces the booking', () => {
    expect(
      titles(
        event('payment', { actor: null, amount_cents: 72_50 }),
        event('mark_paid', { details: { amount_cents: 72_50, surplus_cents: 0 } }),
        event('stripe_fee', { actor: null, amount_cents: -2_40 }),
        event('refund', { actor: null, amount_cents: -20_00 }),
        event('refund', { details: { amount_cents: 20_00 } }),
      ),
    ).toEqual(['$72.50 received', 'Stripe kept $2.40 as its fee', '$20.00 refunded to the patient']);
  });

  test('shows a move once, though it is in the audit of both invoices', () => {
    const moved = event('move_allocation', {
      actor: 'Avery',
      details: { amount_cents: 20_00, to_invoice_id: 'b' },
    });
    const later = event('move_allocation', { ...moved, at: '2026-11-23T11:00:00.000Z' });
    const title = '$20.00 moved between two invoices by Avery';
    expect(titles(moved, moved, later)).toEqual([title, title]);
  });

  test('names who did it, and the reason', () => {
    const details = { amount_cents: 20_00, reason: 'duplicate' };
    expect(
      titles(
        event('request_refund', { actor: 'Casey', details }),
        event('approve_refund', { actor: 'Avery', details: { amount_cents: 20_00, self_approved: true } }),
        event('reject_refund', { actor: 'Avery', details: { amount_cents: 20_00, reason: 'too late' } }),
        event('record_payment', {
          actor: 'Casey',
          details: { amount_cents: 60_00, surplus_cents: 10_00, method: 'bank_transfer' },
        }),
      ),
    ).toEqual([
      'Refund of $20.00 requested by Casey (Paid twice)',
      'Refund of $20.00 approved by Avery (Own request, as the clinic allows)',
      'Refund of $20.00 rejected by Avery (too late)',
      '$60.00 received by Casey (Bank transfer · $10.00 more than was owed became the patient’s credit)',
    ]);
  });

  test('names what Stripe converted in the currency of its balance', () => {
    const settled_currency = 'eur';
    expect(
      titles(
        event('converted', {
          actor: null,
          details: { settled_cents: 92_00, fee_cents: 3_80, settled_currency },
        }),
        event('payout', { actor: null, details: { settled_cents: 88_20, settled_currency } }),
      ),
    ).toEqual(['Stripe converted it into €92.00 (€3.80 kept as its fee)', '€88.20 left Stripe for the bank']);
  });

  test('has words of its own for what it does not know', () => {
    expect(titles(event('pause_reminders', { actor: 'Avery' }))).toEqual(['Pause reminders by Avery']);
  });
});

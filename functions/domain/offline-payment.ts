/** Money that reaches the clinic outside Stripe: how, where it lies, and when it counts as received (decision 8). */
import { addDays, type Day, dayIn, startOfDay } from './calendar.ts';
import type { MoneyAccount } from './ledger.ts';
import { refuseField } from './refusal.ts';

export const OFFLINE_METHODS = ['cash', 'cheque', 'bank_transfer', 'card_terminal'] as const;
export type OfflineMethod = (typeof OFFLINE_METHODS)[number];

/** Cash lies in the drawer; everything else arrives at the bank. */
export const accountOf = (method: OfflineMethod): MoneyAccount => (method === 'cash' ? 'cash' : 'bank');

/** Whether a payment came outside Stripe. */
export const isOffline = (method: string): method is OfflineMethod =>
  (OFFLINE_METHODS as readonly string[]).includes(method);

/**
 * The instant that a day of receipt stands for: now, or the last moment of an earlier day, so that money never comes
 * before the invoice of the same day. Refuses a day in the future or before the invoice was issued.
 */
export function receivedAt(
  receivedOn: Day | undefined,
  when: { now: Date; issuedAt: Date; timeZone: string },
): Date {
  const today = dayIn(when.timeZone, when.now);
  if (receivedOn === undefined || receivedOn === today) return when.now;
  if (receivedOn > today) refuseField('received_on', 'in_the_future', 'The date cannot be in the future.');
  if (receivedOn < dayIn(when.timeZone, when.issuedAt)) {
    refuseField('received_on', 'before_issue', 'The invoice was issued after this date.');
  }
  return new Date(startOfDay(when.timeZone, addDays(receivedOn, 1)).getTime() - 1);
}

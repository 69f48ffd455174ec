/** Payment plans in the words of the screen. */
import type { PaymentPlan } from '../../../../../functions/contracts/payment-plans.ts';
import type { PlanInterval } from '../../../../../functions/domain/payment-plan.ts';

export const STATE_WORDS: Record<PaymentPlan['state'], string> = {
  active: 'Active',
  completed: 'Paid in full',
  broken: 'Broken',
  cancelled: 'Canceled',
};

export const INSTALMENT_WORDS: Record<PaymentPlan['instalments'][number]['state'], string> = {
  open: 'Open',
  partly_received: 'Partly received',
  late: 'Late',
  received: 'Received',
};

export const INTERVAL_CHOICES: readonly { value: PlanInterval; label: string }[] = [
  { value: 'month', label: 'Every month' },
  { value: 'two_weeks', label: 'Every two weeks' },
  { value: 'week', label: 'Every week' },
];

export const CONSEQUENCE_WORDS: Record<NonNullable<PaymentPlan['consequence']>, string> = {
  remind: 'An installment is missed. Reminders go on.',
  pause: 'An installment is missed. Reminders are paused: call the patient.',
  balance_due: 'An installment is missed. The whole balance is due.',
};

export const positionName = (position: number): string =>
  position === 0 ? 'Down payment' : `Installment ${position}`;

/** When a patient is reminded of an invoice: on few days, never at night, and not when something speaks against it. */
import { addDays, type Day, daysBetween } from './calendar.ts';
import { type InvoiceStatus, isPayable } from './invoice.ts';
import { refuse } from './refusal.ts';

export type ReminderRules = {
  enabled: boolean;
  /** Days before the due date, such as 3. */
  days_before: readonly number[];
  /** Days after it; 0 is the due date itself. */
  days_after: readonly number[];
  max_per_invoice: number;
  /** The minimum number of days between two reminders of one invoice. */
  min_days_between: number;
  /** No message leaves between these times of the clinic's day (`20:00` to `08:00`); equal times mean none are quiet. */
  quiet_from: string;
  quiet_to: string;
};

/** What is known of one invoice. */
export type ReminderFacts = {
  status: InvoiceStatus;
  dueOn: Day;
  issuedOn: Day;
  paused: boolean;
  declined: boolean;
  disputed: boolean;
  /** A payment that the patient has made is being confirmed, as a bank debit is for days. */
  paying: boolean;
  /** A payment plan covers it, and its whole balance was not called due. */
  underPlan: boolean;
  reachable: boolean;
  /** The steps for which a reminder was made for this due date: days from it, negative before it. */
  sentSteps: readonly number[];
  /** All reminders ever made for the invoice. */
  sentCount: number;
  /** The last day on which the patient was written to about it. */
  lastWrittenOn: Day | null;
};

export const NO_REMINDER = [
  'switched_off',
  'nothing_owed',
  'under_plan',
  'paying',
  'disputed',
  'paused',
  'declined',
  'no_address',
  'enough_sent',
  'none_left',
] as const;
export type NoReminder = (typeof NO_REMINDER)[number];
export type NextReminder = { step: number; on: Day } | { none: NoReminder };

/** A step that could not be taken within these days is skipped: a reminder is never sent a month late. */
export const STEP_LASTS_DAYS = 6;

/** The days from the due date on which a reminder is sent, earliest first. */
export const reminderSteps = (rules: ReminderRules): number[] =>
  [...new Set([...rules.days_before.map((days) => -days), ...rules.days_after])].sort((a, b) => a - b);

/** The next reminder for an invoice, today or later; or why there is none. */
export function nextReminder(rules: ReminderRules, facts: ReminderFacts, today: Day): NextReminder {
  const against = suppressionReason(rules, facts);
  if (against) return { none: against };
  if (facts.sentCount >= rules.max_per_invoice) return { none: 'enough_sent' };
  const lastStep = Math.max(Number.NEGATIVE_INFINITY, ...facts.sentSteps);
  const rested = facts.lastWrittenOn ? addDays(facts.lastWrittenOn, rules.min_days_between) : today;
  const earliest = rested > today ? rested : today;
  const open = reminderSteps(rules)
    .filter((step) => step > lastStep)
    .map((step) => ({ step, planned: notBefore(facts.issuedOn, addDays(facts.dueOn, step)) }))
    .map(({ step, planned }) => ({ step, planned, on: planned > earliest ? planned : earliest }))
    .filter(({ planned, on }) => daysBetween(planned, on) <= STEP_LASTS_DAYS);
  const first = open[0];
  if (!first) return { none: 'none_left' };
  // Of several that would fall on one day, only the latest is sent.
  const { step, on } = open.filter((each) => each.on === first.on).at(-1) ?? first;
  return { step, on };
}

/** What would have been due before there was an invoice is due with it: one issued when it is late already gets one reminder. */
const notBefore = (issuedOn: Day, day: Day): Day => (day < issuedOn ? issuedOn : day);

/** Returns why no reminder of this invoice may be sent now, not even one that is queued already. */
export function suppressionReason(
  rules: ReminderRules,
  facts: ReminderFacts,
): Exclude<NoReminder, 'enough_sent' | 'none_left'> | undefined {
  if (!rules.enabled) return 'switched_off';
  if (!isPayable(facts.status)) return 'nothing_owed';
  if (facts.underPlan) return 'under_plan';
  if (facts.paying) return 'paying';
  if (facts.disputed) return 'disputed';
  if (facts.paused) return 'paused';
  if (facts.declined) return 'declined';
  if (!facts.reachable) return 'no_address';
  return undefined;
}

const REFUSALS: Record<NonNullable<ReturnType<typeof suppressionReason>>, string> = {
  switched_off: 'Reminders are switched off in the settings.',
  nothing_owed: 'Nothing is owed.',
  under_plan: 'The invoice is under a payment plan; its installments are reminded of.',
  paying: 'A payment of the patient is being confirmed.',
  disputed: 'The payment is disputed.',
  paused: 'Reminders of this invoice are paused.',
  declined: 'The patient wants no reminders.',
  no_address: 'The patient has no e-mail or phone.',
};

/** The channel of a reminder that is sent by hand. Refuses `reminder_refused` (409) where something speaks against it. */
export function requireRemindable<Channel>(
  rules: ReminderRules,
  facts: ReminderFacts & { channel: Channel | null },
): Channel {
  const against = suppressionReason(rules, facts) ?? (facts.channel === null ? 'no_address' : undefined);
  if (against) return refuse('conflict', 'reminder_refused', REFUSALS[against]);
  return facts.channel as Channel;
}

/** Whether a time of the clinic's day (`21:30`) is within the quiet hours. */
export function isQuiet(rules: Pick<ReminderRules, 'quiet_from' | 'quiet_to'>, time: string): boolean {
  const { quiet_from: from, quiet_to: to } = rules;
  if (from === to) return false;
  return from < to ? time >= from && time < to : time >= from || time < to;
}

/** How long a time of night has to go until the morning, in seconds; an hour off when the clocks change in between. */
export function quietSecondsLeft(rules: Pick<ReminderRules, 'quiet_to'>, time: string): number {
  const minutes = minuteOf(rules.quiet_to) - minuteOf(time);
  return (minutes > 0 ? minutes : minutes + 24 * 60) * 60;
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Invoices that are due within these days, both included; or due earlier, but issued since a day. */
export type RemindedSpan = { from: Day; to: Day; issuedSince: Day };

/** The invoices that a reminder of today can belong to. */
export function remindedOn(rules: ReminderRules, today: Day): RemindedSpan | undefined {
  const steps = reminderSteps(rules);
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return {
    from: addDays(today, -last - STEP_LASTS_DAYS),
    to: addDays(today, -first),
    issuedSince: addDays(today, -STEP_LASTS_DAYS),
  };
}

/** Settings as their fields hold them and as the API takes them: what is no number stays text, which the contract refuses. */
import { settings } from '../../../../functions/contracts/settings.ts';
import { CURRENCIES, type Currency } from '../../../../functions/domain/currency.ts';
import type { FormRules } from '../../shared/inputs/contract-form.ts';
import { type AmountValue, isUnread, parsePercent, percentText } from '../../shared/money/amounts.ts';
import type { Part, Settings } from './queries.ts';

/** `14` → 14; what is no whole number stays as it was typed. */
export const whole = (text: string): number | string =>
  /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : text;

/** `1, 7 21` → [1, 7, 21] */
export const days = (text: string): (number | string)[] =>
  text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(whole);

const listed = (values: readonly number[]) => values.join(', ');

const NO_AMOUNTS = Object.fromEntries(CURRENCIES.map((currency) => [currency, 'empty']));

/** How each part looks in its fields. */
export const FIELDS = {
  reminders: (part: Settings['reminders']) => ({
    ...part,
    days_before: listed(part.days_before),
    days_after: listed(part.days_after),
    max_per_invoice: String(part.max_per_invoice),
    min_days_between: String(part.min_days_between),
  }),
  late_fee: ({ amount_cents, other_amounts_cents, ...part }: Settings['late_fee']) => ({
    ...part,
    amount_cents: amount_cents as AmountValue,
    other_amounts_cents: { ...NO_AMOUNTS, ...other_amounts_cents } as Record<Currency, AmountValue>,
    basis_points: percentText(part.basis_points * 10),
    grace_days: String(part.grace_days),
    every_days: String(part.every_days),
    max_periods: String(part.max_periods),
  }),
  archive: (part: Settings['archive']) => ({ ...part, after_days: String(part.after_days) }),
  retention: ({ years, ...part }: Settings['retention']) => ({
    ...part,
    years: mapped(years, (value) => (value === null ? '' : String(value))),
  }),
  security: (part: Settings['security']) => ({
    ...part,
    clerk_credit_note_cents: part.clerk_credit_note_cents as AmountValue,
    credit_payout_approval_cents: part.credit_payout_approval_cents as AmountValue,
    session_idle_minutes: String(part.session_idle_minutes),
  }),
  payment_plans: (part: Settings['payment_plans']) => ({
    ...part,
    broken_after_days: String(part.broken_after_days),
  }),
  refunds: (part: Settings['refunds']) => ({ ...part }),
};

export type Fields<P extends Part> = ReturnType<(typeof FIELDS)[P]>;

/** What the API is given from the fields of a part. */
export const INPUTS: { [P in Part]: (fields: Fields<P>) => object } = {
  reminders: (fields) => ({
    ...fields,
    days_before: days(fields.days_before),
    days_after: days(fields.days_after),
    max_per_invoice: whole(fields.max_per_invoice),
    min_days_between: whole(fields.min_days_between),
  }),
  late_fee: (fields) => ({
    ...fields,
    amount_cents: typed(fields.amount_cents),
    other_amounts_cents: Object.fromEntries(
      Object.entries(fields.other_amounts_cents)
        .filter(([, amount]) => amount !== 'empty')
        .map(([currency, amount]) => [currency, typed(amount)]),
    ),
    basis_points: basisPointsOf(fields.basis_points) ?? fields.basis_points,
    grace_days: whole(fields.grace_days),
    every_days: whole(fields.every_days),
    max_periods: whole(fields.max_periods),
  }),
  archive: (fields) => ({ ...fields, after_days: whole(fields.after_days) }),
  retention: ({ years, ...fields }) => ({
    ...fields,
    years: mapped(years, (text) => (text.trim() === '' ? null : whole(text))),
  }),
  security: (fields) => ({
    ...fields,
    session_idle_minutes: whole(fields.session_idle_minutes),
    clerk_credit_note_cents: typed(fields.clerk_credit_note_cents),
    credit_payout_approval_cents: typed(fields.credit_payout_approval_cents),
  }),
  payment_plans: (fields) => ({ ...fields, broken_after_days: whole(fields.broken_after_days) }),
  refunds: (fields) => fields,
};

/** An amount, or the text that is none, which the contract refuses. */
const typed = (amount: AmountValue) => (isUnread(amount) ? amount.text : amount);

/** A fee's rate has two decimals. */
function basisPointsOf(text: string): number | null {
  const thousandths = parsePercent(text);
  return thousandths === null || thousandths % 10 !== 0 ? null : thousandths / 10;
}

function mapped<K extends string, A, B>(from: Record<K, A>, to: (value: A) => B): Record<K, B> {
  return Object.fromEntries(Object.entries<A>(from).map(([key, value]) => [key, to(value)])) as Record<K, B>;
}

type Advice<P extends Part> = Partial<Record<keyof Settings[P] & string, string>>;

/** What to do about a field, where the contract's own words are too general. */
const ADVICE: { [P in Part]: Advice<P> } = {
  reminders: {
    days_before: 'Enter days such as 3, 7: each up to 365, at most ten.',
    days_after: 'Enter days such as 1, 7, 21: each up to 365, at most ten.',
    max_per_invoice: 'Enter a number from 0 to 20.',
    min_days_between: 'Enter a number from 1 to 90.',
  },
  late_fee: {
    amount_cents: 'Enter the amount of the fee.',
    other_amounts_cents: 'Enter an amount, or leave it empty to charge no fee in this currency.',
    basis_points: 'Enter a rate from 0.01 to 25 percent.',
    grace_days: 'Enter a number from 0 to 365.',
    every_days: 'Enter a number from 7 to 365.',
    max_periods: 'Enter a number from 1 to 12.',
  },
  archive: { after_days: 'Enter a number from 30 to 36500.' },
  retention: { years: 'Enter years from 1 to 100, or leave it empty to keep them for ever.' },
  security: {
    session_idle_minutes: 'Enter a number from 5 to 60.',
    clerk_credit_note_cents: 'Enter the most that clerks credit of one invoice.',
    credit_payout_approval_cents: 'Enter the most that one admin pays out alone.',
  },
  payment_plans: { broken_after_days: 'Enter a number from 0 to 90.' },
  refunds: {},
};

// The compiler cannot follow which part a function of these tables is for.
export const fieldsOf = <P extends Part>(part: P, settings: Settings): Fields<P> =>
  (FIELDS[part] as unknown as (stored: Settings[P]) => Fields<P>)(settings[part]);

/** The contract of one part of the settings. */
export const schemaOf = <P extends Part>(part: P) => settings.edit.input.shape[part].unwrap();

export const rulesOf = <P extends Part>(part: P): FormRules<Fields<P>> => ({
  toInput: INPUTS[part],
  advice: ADVICE[part] as Readonly<Record<string, string>>,
});

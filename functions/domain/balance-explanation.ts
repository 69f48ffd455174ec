/**
 * Opens what an invoice comes to into its parts: the lines that were billed, and each booking that has moved its receivable
 * since. The ledger is the only source of the amounts; the parts come to the balance exactly.
 */
import type { ReceivableEffect } from './ledger.ts';
import { must } from './refusal.ts';

export const PART_KINDS = [
  'line',
  'discount',
  'charge',
  'cancellation',
  'payment',
  'payment_reversal',
  'moved_here',
  'moved_away',
  'credit_applied',
  'credit_note',
  'write_off',
  'write_off_reversal',
  'refund',
  'refund_credited',
  'effect_credited',
  'effect_reopened',
  'refund_failed',
  'refund_charged_again',
  'dispute_lost',
  'dispute_reinstated',
  'adjustment',
] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** All entries of one effect that one posting made on the invoice's receivable. */
export type Booking = {
  /** The posting's kind, such as `payment`. */
  kind: string;
  effect: ReceivableEffect;
  occurred_at: string;
  /** Minor units; positive when more is owed since. */
  amount_cents: number;
};

export type BilledLine = { total_cents: number };

export type BalanceFacts<L extends BilledLine, B extends Booking> = {
  /** Null for a draft. */
  issued_at: string | null;
  discount_cents: number;
  balance_cents: number;
  /** Null when they are in an archive that cannot be read. */
  lines: readonly L[] | null;
  /** In the order in which they happened. */
  bookings: readonly B[];
};

/** A part; `booking` is null only for a line of an invoice over zero, which books nothing. */
export type BalancePart<L extends BilledLine, B extends Booking> = {
  kind: PartKind;
  effect: ReceivableEffect;
  occurred_at: string;
  amount_cents: number;
  line: L | null;
  booking: B | null;
};

const KINDS: Readonly<Record<string, PartKind>> = {
  issue: 'charge',
  cancel: 'cancellation',
  payment: 'payment',
  payment_reversal: 'payment_reversal',
  credit_applied: 'credit_applied',
  credit_note: 'credit_note',
  write_off: 'write_off',
  write_off_reversal: 'write_off_reversal',
  dispute_lost: 'dispute_lost',
  dispute_reinstated: 'dispute_reinstated',
};

/** What a booking is called; one that this table does not know is an adjustment. */
export function partKindOf({ kind, effect, amount_cents: cents }: Booking): PartKind {
  if (kind === 'allocation_moved') return cents < 0 ? 'moved_here' : 'moved_away';
  if (kind === 'refund') return effect === 'credit' ? 'refund_credited' : 'refund';
  if (kind === 'refund_effect') return cents < 0 ? 'effect_credited' : 'effect_reopened';
  if (kind === 'refund_failed') return effect === 'credit' ? 'refund_charged_again' : 'refund_failed';
  return KINDS[kind] ?? 'adjustment';
}

/**
 * The parts that an invoice's balance is the sum of, the billed lines first. Throws when the lines do not come to what
 * was charged, or the parts to the balance: that would be a fault of the books.
 */
export function explainBalance<L extends BilledLine, B extends Booking>(
  facts: BalanceFacts<L, B>,
): BalancePart<L, B>[] {
  const [charges, later] = [
    facts.bookings.filter(({ kind }) => kind === 'issue'),
    facts.bookings.filter(({ kind }) => kind !== 'issue'),
  ];
  const booked = (booking: B): BalancePart<L, B> => {
    const { effect, occurred_at, amount_cents } = booking;
    return { kind: partKindOf(booking), effect, occurred_at, amount_cents, line: null, booking };
  };
  const billed = facts.lines === null ? charges.map(booked) : billedParts({ ...facts, lines: facts.lines });
  must(
    sumOf(billed) === sumOf(charges),
    `the lines come to the charge of ${sumOf(charges)}, not ${sumOf(billed)}`,
  );
  const parts = [...billed, ...later.filter((each) => each.amount_cents !== 0).map(booked)];
  must(
    sumOf(parts) === facts.balance_cents,
    `the parts come to the balance of ${facts.balance_cents}, not ${sumOf(parts)}`,
  );
  return parts;
}

/** Each line, and the discount of the whole invoice. */
function billedParts<L extends BilledLine, B extends Booking>({
  issued_at,
  lines,
  discount_cents: discount,
  bookings,
}: BalanceFacts<L, B> & { lines: readonly L[] }): BalancePart<L, B>[] {
  if (issued_at === null) return [];
  const booking = bookings.find(({ kind }) => kind === 'issue') ?? null;
  const shared = { effect: 'charge', occurred_at: issued_at, booking } as const;
  const taken = { ...shared, kind: 'discount', amount_cents: -discount, line: null } as const;
  return [
    ...lines.map((line) => ({ ...shared, kind: 'line' as const, amount_cents: line.total_cents, line })),
    ...(discount === 0 ? [] : [taken]),
  ];
}

/** The figures that an invoice shows, each the sum of its parts. */
export type ExplainedFigures = {
  charged_cents: number;
  paid_cents: number;
  refunded_cents: number;
  credited_cents: number;
  written_off_cents: number;
  balance_cents: number;
};

/** What was taken off the debt counts as positive, as the invoice shows it. */
export function figuresOf(
  parts: readonly { effect: ReceivableEffect; amount_cents: number }[],
): ExplainedFigures {
  const of = (effect: ReceivableEffect) => sumOf(parts.filter((part) => part.effect === effect));
  return {
    charged_cents: of('charge'),
    paid_cents: 0 - of('settle'),
    refunded_cents: of('refund'),
    credited_cents: 0 - of('credit'),
    written_off_cents: 0 - of('write_off'),
    balance_cents: sumOf(parts),
  };
}

const sumOf = (parts: readonly { amount_cents: number }[]): number =>
  parts.reduce((sum, { amount_cents }) => sum + amount_cents, 0);

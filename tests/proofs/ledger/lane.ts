/** One client of the random proof: its patients and invoices, what it picks, and a Stripe of its own. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { StripeFailure } from '../../../functions/capabilities/ports/stripe.ts';
import type { App } from '../../../functions/capabilities/ports.ts';
import { Refusal } from '../../../functions/domain/refusal.ts';
import type { StripeRefund } from '../../../functions/domain/stripe-notification.ts';
import type { ProofClinic } from '../clinic.ts';
import type { Verdict } from './model.ts';
import type { ModelInvoice, ModelPatient, ModelPayment } from './model-types.ts';
import type { Touch } from './orders.ts';
import type { Random } from './random.ts';

/** What a lane needs of a clinic. */
export type LaneClinic = Pick<ProofClinic, 'app' | 'admin' | 'otherAdmin' | 'clerk'>;

export type Lane = {
  clinic: LaneClinic;
  owner: pg.Pool;
  /** The clinic's app with this lane's Stripe. */
  app: App;
  stripe: LaneStripe;
  random: Random;
  patients: ModelPatient[];
  invoices: ModelInvoice[];
};

/** What was tried, on whom, what the model says of it, and what the books did. */
export type Tried = {
  patient: ModelPatient;
  /** Invoices whose figures may have changed, the one of the operation first. */
  invoices: ModelInvoice[];
  /** Further operations that this one was, on invoices whose credit it used. */
  also?: Touch[];
  expected: Verdict;
  actual: Verdict;
};

/** `byStripe`: Stripe moved the money, so that the clinic can only book it. Nothing when there is nothing to do it on. */
export type Operation = {
  name: string;
  byStripe?: true;
  /** How often it is tried, beside 2 for the others. */
  weight?: number;
  run(lane: Lane): Promise<Tried | undefined>;
};

/** Only the newest invoices are touched, so that each goes through many states. */
const TOUCHED = 6;

export const recent = ({ invoices }: Lane): ModelInvoice[] => invoices.slice(-TOUCHED);
export const touched = (lane: Lane): ModelInvoice => lane.random.one(recent(lane));
export const payments = (lane: Lane): ModelPayment[] => recent(lane).flatMap((invoice) => invoice.payments);

/** Mostly one that fits, and now and then any; nothing when there is none. */
export function pick<T>({ random }: Lane, all: readonly T[], fits: (one: T) => boolean): T | undefined {
  const from = random.whole(0, 5) > 0 ? all.filter(fits) : all;
  return from.length > 0 ? random.one(from) : undefined;
}

/** Amounts around a sum: too small, right, too large. */
export const amountFor = ({ random }: Lane, about: number): number =>
  random.one([
    about,
    about,
    random.whole(1, about + 1),
    random.whole(1, about + 1),
    about + random.whole(1, 500),
  ]) || 1;

/** The code of a refusal, or `done`; anything else is a fault. */
export async function verdict(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

export const both = async (
  invoice: ModelInvoice,
  expected: Verdict,
  work: Promise<unknown>,
): Promise<Tried> => ({
  patient: invoice.patient,
  invoices: [invoice],
  expected,
  actual: await verdict(work),
});

export type LaneStripe = ReturnType<typeof laneStripe>;

/** A Stripe that makes refunds, or refuses the next one. */
export function laneStripe() {
  const made = new Map<string, StripeRefund[]>();
  const state = { refuses: false };
  return {
    state,
    app: (app: App): App => ({
      ...app,
      stripe: {
        ...app.stripe,
        refund: ({ paymentIntentId, amountCents, refundId }) => {
          if (state.refuses) {
            return Promise.reject(
              new StripeFailure('refused', 'card_declined', 'Stripe refuses this refund.'),
            );
          }
          const stripeRefundId = `re_${randomUUID().replaceAll('-', '')}`;
          const refund = { stripeRefundId, ourId: refundId, amountCents, state: 'processing' as const };
          const facts = {
            chargeId: null,
            currency: 'usd',
            reason: null,
            failureReason: null,
            at: new Date(),
          };
          made.set(paymentIntentId, [
            ...(made.get(paymentIntentId) ?? []),
            { ...refund, ...facts, paymentIntentId } as StripeRefund,
          ]);
          return Promise.resolve({ stripeRefundId });
        },
        refundsOf: ({ paymentIntentId }) => Promise.resolve(made.get(paymentIntentId ?? '') ?? []),
      },
    }),
  };
}

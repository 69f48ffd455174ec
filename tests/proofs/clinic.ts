/** The clinic of a proof: only what lies outside the database (queues, mail, and Stripe without its emulator) is left out. */
import type { StaffCaller } from '../../functions/capabilities/ports/common.ts';
import { StripeFailure } from '../../functions/capabilities/ports/stripe.ts';
import type { App } from '../../functions/capabilities/ports.ts';
import type { Currency } from '../../functions/domain/currency.ts';
import {
  type BuiltClinic,
  buildClinic,
  buildPatient,
  buildStaff,
  type DraftOptions,
  line,
} from '../support/clinic-builder.ts';

export type ProofClinic = BuiltClinic & { admin: StaffCaller; otherAdmin: StaffCaller; clerk: StaffCaller };

const away = () =>
  Promise.reject(new StripeFailure('unknown', 'away', 'Stripe takes no part in this proof.'));
const silence = () => Promise.resolve();

/** The same app, in which nothing is put into a queue: a proof does the work itself. */
export const withoutQueues = (app: App): App => ({
  ...app,
  queues: Object.assign(app.queues, { enqueueWork: silence }),
});

export type ProofOptions = {
  connections?: number;
  now?: Date;
  /** An emulator that takes part in the proof; without it, Stripe is away. */
  stripe?: { STRIPE_API_BASE: string; STRIPE_SECRET_KEY: string; STRIPE_WEBHOOK_SECRET: string };
};

/** Opens the clinic with two admins and a clerk. */
export async function openProofClinic(
  appUrl: string,
  { connections = 8, now = new Date(), stripe }: ProofOptions = {},
): Promise<ProofClinic> {
  const settings = { DATABASE_POOL_MAX: String(connections), ...stripe };
  const built = buildClinic(appUrl, { settings, now });
  const quiet = withoutQueues(built.app);
  const app = stripe
    ? quiet
    : { ...quiet, stripe: { ...quiet.stripe, openCheckout: away, closeCheckout: away } };
  return {
    ...built,
    app,
    admin: await buildStaff(app, 'admin'),
    otherAdmin: await buildStaff(app, 'admin'),
    clerk: await buildStaff(app, 'billing_clerk'),
  };
}

/** A patient without an address: no message waits for a mail server. */
export const newPatient = (app: App, by: StaffCaller): Promise<string> =>
  buildPatient(app, by, { email: null });

/** Later than any proof runs. */
export const DUE = '2027-06-30';

/** What an invoice of one line is made of; `basisPoints` of tax, none when not given. */
export const billOf = (
  patientId: string,
  unitPriceCents: number,
  { basisPoints = 0, currency = 'usd' }: { basisPoints?: number; currency?: Currency } = {},
): Partial<DraftOptions> => ({
  ...{ patientId, currency, dueOn: DUE },
  lines: [line(unitPriceCents, { tax: { basisPoints } })],
});

/** The real app on a proof's database: only what lies outside the database (Stripe, queues, mail) is left out. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createApp } from '../../../functions/app.ts';
import type { Caller } from '../../../functions/capabilities/ports/common.ts';
import { StripeFailure } from '../../../functions/capabilities/ports/stripe.ts';
import type { App } from '../../../functions/capabilities/ports.ts';
import { type Config, readConfig } from '../../../functions/config.ts';
import { CLINIC_FACTS } from './facts.ts';

export type Staff = Caller & { actor: { type: 'staff'; id: string } };
export type ProofClinic = {
  app: App;
  admin: Staff;
  otherAdmin: Staff;
  clerk: Staff;
  /** Moves the clinic's clock. */
  at(instant: Date): void;
  close(): Promise<void>;
};

const secret = (): string => randomBytes(24).toString('hex');

const settings = (appUrl: string, connections: number): Record<string, string> => ({
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  ...CLINIC_FACTS,
  DATABASE_URL: appUrl,
  DATABASE_POOL_MAX: String(connections),
  JWT_SECRET: secret(),
  LINK_SECRET: secret(),
  DATA_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  BLIND_INDEX_KEY: secret(),
  AUDIT_SEAL_KEY: secret(),
  SETUP_CODE: secret(),
  STRIPE_SECRET_KEY: 'sk_test_proof',
  STRIPE_WEBHOOK_SECRET: 'whsec_proof',
});

const away = () =>
  Promise.reject(new StripeFailure('unknown', 'away', 'Stripe takes no part in this proof.'));
const silence = () => Promise.resolve();

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
): Promise<ProofClinic & { config: Config }> {
  const time = { now };
  const config = readConfig({ ...settings(appUrl, connections), ...stripe });
  const made = createApp(config, { now: () => new Date(time.now) });
  const app: App = {
    ...made,
    queues: Object.assign(made.queues, { enqueueStripeEvent: silence, enqueueWork: silence }),
    stripe: stripe ? made.stripe : { ...made.stripe, openCheckout: away, closeCheckout: away },
  };
  return {
    app,
    config,
    admin: await addStaff(app, 'admin'),
    otherAdmin: await addStaff(app, 'admin'),
    clerk: await addStaff(app, 'billing_clerk'),
    at: (instant) => {
      time.now = instant;
    },
    close: () => made.close(),
  };
}

async function addStaff(app: App, role: 'admin' | 'billing_clerk'): Promise<Staff> {
  const added = await app.db.read.staff.add({
    email: `${randomUUID()}@clinic.example`,
    name: 'Clinic Member',
    role,
    // No one signs in with it: the hash only has the right form.
    passwordHash: `$argon2id$v=19$m=19456,t=2,p=1$${randomBytes(16).toString('base64')}$${randomBytes(32).toString('base64')}`,
  });
  if (added === 'email_taken') throw new Error('The proof met its own staff.');
  return {
    actor: { type: 'staff', id: added.id, role, sessionId: randomUUID() },
    requestId: 'proof',
    address: null,
  };
}

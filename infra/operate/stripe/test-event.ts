/** A test event from Stripe to the clinic's database: a payment page that is made and closed at once. No money moves. */
import { setTimeout as delay } from 'node:timers/promises';
import type Stripe from 'stripe';
import { withClient } from '../../local/postgres/roles.ts';
import { bad, type Finding, ok } from '../finding.ts';
import { asked, type StripeValues } from './connection.ts';

const TYPE = 'checkout.session.expired';
const EVENT_WITHIN_MS = 30_000;
const ARRIVED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 500;

/** Makes the event and waits until the database has it, by the webhook and not by the recovery. */
export async function testEvent(
  stripe: Stripe,
  values: StripeValues,
  patienceMs = ARRIVED_WITHIN_MS,
): Promise<Finding> {
  await withClient(values.DATABASE_URL ?? '', (client) => client.query('select 1')).catch((error: Error) => {
    throw new Error(
      `the clinic’s database does not answer (${error.message}). Start the server, then run this again.`,
    );
  });
  const session = await asked('Checkout Sessions: Write', () =>
    stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [
        {
          quantity: 1,
          price_data: {
            currency: values.CLINIC_CURRENCY ?? 'usd',
            unit_amount: 1_000,
            product_data: { name: 'Test of the webhook' },
          },
        },
      ],
      success_url: `${values.WEB_URL}/`,
    }),
  );
  await stripe.checkout.sessions.expire(session.id);
  const event = await within(EVENT_WITHIN_MS, async () => {
    const { data } = await asked('Events: Read', () => stripe.events.list({ type: TYPE, limit: 20 }));
    return data.find((each) => (each.data.object as { id?: string }).id === session.id);
  });
  if (event === undefined)
    return bad(`Test event: Stripe made no ${TYPE} for ${session.id}. Run this again.`);
  const source = await within(patienceMs, () => sourceOf(values.DATABASE_URL ?? '', event.id));
  if (source === 'webhook') return ok(`Test event: ${event.id} arrived, signed, and is in the database`);
  return bad(
    `Test event: ${event.id} did not arrive within ${Math.round(patienceMs / 1000)} s. Either Stripe does not reach the address (its dashboard shows the attempts), or the signing secret is that of another endpoint: npm run stripe:check -- --replace, then restart the server.`,
  );
}

const sourceOf = (database: string, id: string): Promise<string | undefined> =>
  withClient(database, async (client) => {
    const { rows } = await client.query<{ source: string }>(
      'select source from stripe_events where id = $1',
      [id],
    );
    return rows[0]?.source;
  });

async function within<T>(limitMs: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() > end) return found;
    await delay(LOOK_EVERY_MS);
  }
}

/** Events of the other mode in the books would be money that never was, or money that was taken for a test. */
export function booksFinding(database: string, isLive: boolean): Promise<Finding> {
  return withClient(database, async (client) => {
    const { rowCount } = await client.query(
      "select 1 from stripe_events where livemode <> $1 and state = 'applied' limit 1",
      [isLive],
    );
    return rowCount
      ? bad(
          'Books: they hold payments of the other mode. Set up a clinic of its own for live mode: another --home.',
        )
      : ok('Books: no payment of the other mode');
  });
}

/** Signed delivery of events to the endpoint, in no promised order, repeated until it answers 2xx. */
import { createHmac } from 'node:crypto';
import type Stripe from 'stripe';
import type { World } from '../state/world.ts';
import { addressOf, type Target } from './targets.ts';

export type Retry = {
  /** The wait after the first failure; it doubles each time, up to `maxMs`. Real time, in milliseconds. */
  firstMs: number;
  maxMs: number;
  /** After so many attempts the delivery has failed. */
  attempts: number;
  timeoutMs: number;
};

export const RETRY: Retry = { firstMs: 1000, maxMs: 60_000, attempts: 24, timeoutMs: 20_000 };

const AT_ONCE = 8;

type Delivery = { seq: number; event: string; attempts: number; loseAck: boolean; target: Target };

/** Delivers what is due, on its own timer. `skewSeconds` falsifies the signature's time stamp. */
export class Deliverer {
  private readonly world: World;
  private readonly retry: Retry;
  private readonly inFlight = new Map<number, Promise<void>>();
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(world: World, retry: Retry) {
    this.world = world;
    this.retry = retry;
  }

  /** Looks for due deliveries now; called after every change. */
  poke(): void {
    if (this.stopping.signal.aborted) return;
    clearTimeout(this.timer);
    for (const delivery of this.due()) {
      if (this.inFlight.size >= AT_ONCE) break;
      void this.start(delivery);
    }
    const now = Date.now();
    const coming = "SELECT min(next_at) AS at FROM delivery WHERE state = 'pending' AND next_at > ?";
    const next = this.world.store.rows(coming, now)[0]?.at;
    if (typeof next === 'number') this.timer = setTimeout(() => this.poke(), next - now + 1);
  }

  /** Attempts held deliveries one after the other, in the given order. */
  async release(sequence: readonly number[]): Promise<void> {
    for (const seq of sequence) {
      const changed = "UPDATE delivery SET state = 'pending', next_at = ? WHERE seq = ? AND state = 'held'";
      if (this.world.store.run(changed, Date.now(), seq) === 0) continue;
      const row = this.world.store.rows('SELECT * FROM delivery WHERE seq = ?', seq)[0];
      if (row !== undefined) await this.start(asDelivery(row));
    }
  }

  /** Resolves when nothing is under way. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.stopping.abort();
    await Promise.all(this.inFlight.values());
  }

  private due(): Delivery[] {
    const rows = this.world.store.rows(
      "SELECT * FROM delivery WHERE state = 'pending' AND next_at <= ? ORDER BY next_at LIMIT 50",
      Date.now(),
    );
    return rows.map(asDelivery).filter((delivery) => !this.inFlight.has(delivery.seq));
  }

  private start(delivery: Delivery): Promise<void> {
    const done = this.attempt(delivery).finally(() => {
      this.inFlight.delete(delivery.seq);
      this.poke();
    });
    this.inFlight.set(delivery.seq, done);
    return done;
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const { store } = this.world;
    const outcome = await this.post(store.get('event', delivery.event), delivery.target);
    // Cut short by our own stop: the attempt does not count, and is made again after the restart.
    if (this.stopping.signal.aborted && outcome.status === null) return;
    const attempts = delivery.attempts + 1;
    const accepted = outcome.status !== null && outcome.status >= 200 && outcome.status < 300;
    const delivered = accepted && !delivery.loseAck;
    const state = delivered ? 'delivered' : attempts >= this.retry.attempts ? 'failed' : 'pending';
    const wait = Math.min(this.retry.firstMs * 2 ** (attempts - 1), this.retry.maxMs);
    store.transaction(() => {
      store.run(
        'UPDATE delivery SET state = ?, attempts = ?, next_at = ?, lose_ack = 0, last_status = ?, last_error = ? WHERE seq = ?',
        state,
        attempts,
        Date.now() + wait,
        outcome.status,
        outcome.error,
        delivery.seq,
      );
      if (delivered) this.acknowledge(delivery.event);
    });
  }

  /** Counts the endpoints that have not had it. */
  private acknowledge(id: string): void {
    const event = this.world.store.get('event', id);
    const sql = `SELECT count(DISTINCT coalesce(endpoint, '')) AS n FROM delivery AS waiting WHERE event = ?
      AND NOT EXISTS (SELECT 1 FROM delivery WHERE event = waiting.event AND state = 'delivered'
        AND endpoint IS waiting.endpoint)`;
    const left = Number(this.world.store.rows(sql, id)[0]?.n ?? 0);
    this.world.store.update('event', { ...event, pending_webhooks: left });
  }

  private async post(
    event: Stripe.Event,
    target: Target,
  ): Promise<{ status: number | null; error: string | null }> {
    const endpoint = addressOf(this.world, target);
    if (endpoint === undefined) return { status: null, error: 'no endpoint' };
    const body = JSON.stringify(event, null, 2);
    const skew = this.world.store.setting('signature_skew_seconds', 0);
    try {
      const response = await fetch(endpoint.url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'stripe-signature': signatureHeader(body, endpoint.secret, Math.floor(Date.now() / 1000) + skew),
        },
        body,
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(this.retry.timeoutMs)]),
      });
      await response.arrayBuffer();
      return { status: response.status, error: null };
    } catch (error) {
      return {
        status: null,
        error: error instanceof Error ? `${error.message} ${error.cause ?? ''}` : `${error}`,
      };
    }
  }
}

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`, made anew for each attempt. */
export function signatureHeader(body: string, secret: string, timestamp: number): string {
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return `t=${timestamp},v1=${signature}`;
}

function asDelivery(row: Record<string, unknown>): Delivery {
  const { seq, event, attempts, lose_ack: loseAck, endpoint } = row;
  return {
    seq: Number(seq),
    event: String(event),
    attempts: Number(attempts),
    loseAck: loseAck === 1,
    target: typeof endpoint === 'string' ? endpoint : null,
  };
}

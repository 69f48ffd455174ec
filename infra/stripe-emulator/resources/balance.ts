/** `/v1/balance`, `/v1/balance_transactions` and `/v1/payouts`. */
import type Stripe from 'stripe';
import { type Endpoint, existing, get, listing, post, retrieve } from '../http/endpoint.ts';
import { currency } from '../params/amounts.ts';
import { invalidRequest } from '../params/errors.ts';
import { mergeMetadata, metadata } from '../params/metadata.ts';
import { range, where } from '../params/ranges.ts';
import { optional, text } from '../params/read.ts';
import { PAYOUT_OF } from '../payments/payouts.ts';
import { settlementOf } from '../payments/settlement.ts';
import type { World } from '../state/world.ts';

const ENTRIES = '/v1/balance_transactions';
const PAYOUTS = '/v1/payouts';

export const balance: Endpoint[] = [
  get('/v1/balance', {}, currentBalance),
  listing(
    { path: ENTRIES, kind: 'balance_transaction' },
    {
      created: range,
      currency: optional(currency),
      payout: optional(text()),
      source: optional(text()),
      type: optional(text()),
    },
    ({ created, payout, ...equal }, world) => {
      const filter = where(equal, { created });
      if (payout === undefined) return filter;
      if (!existing(world, 'payout', payout, 'payout').automatic) {
        throw invalidRequest(
          'Balance transaction history can only be filtered on automatic transfers, not manual.',
          { param: 'payout' },
        );
      }
      const inPayout = `EXISTS (SELECT 1 FROM setting WHERE name = '${PAYOUT_OF}' || id AND setting.data = ?)`;
      return { sql: `${filter.sql} AND ${inPayout}`, values: [...filter.values, JSON.stringify(payout)] };
    },
  ),
  retrieve(`${ENTRIES}/:id`, 'balance_transaction'),
  listing(
    { path: PAYOUTS, kind: 'payout' },
    {
      arrival_date: range,
      created: range,
      destination: optional(text()),
      status: optional(text()),
    },
    ({ created, arrival_date, ...equal }) => where(equal, { created, arrival_date }),
  ),
  retrieve(`${PAYOUTS}/:id`, 'payout'),
  post(`${PAYOUTS}/:id`, { metadata }, (world, input, id) => {
    const payout = existing(world, 'payout', id);
    const changed = { ...payout, metadata: mergeMetadata(payout.metadata, input.metadata) };
    return world.store.update('payout', changed);
  }),
];

function currentBalance(world: World): Stripe.Balance {
  const sql = `SELECT json_extract(data, '$.currency') AS currency,
      sum(CASE WHEN json_extract(data, '$.available_on') <= ? THEN json_extract(data, '$.net') ELSE 0 END) AS available,
      sum(CASE WHEN json_extract(data, '$.available_on') > ? THEN json_extract(data, '$.net') ELSE 0 END) AS pending
    FROM object WHERE kind = 'balance_transaction' GROUP BY 1 ORDER BY 1`;
  const now = world.clock.now();
  const found = world.store.rows(sql, now, now);
  const kept = settlementOf(world).currencies ?? (found.length === 0 ? ['usd'] : []);
  const empty = kept.filter((code) => !found.some((row) => row.currency === code));
  const rows = [...found, ...empty.map((currency) => ({ currency, available: 0, pending: 0 }))];
  const part = (column: 'available' | 'pending') =>
    rows.map((row) => {
      const amount = Number(row[column]);
      return { amount, currency: String(row.currency), source_types: { card: amount } };
    });
  return { object: 'balance', available: part('available'), livemode: false, pending: part('pending') };
}

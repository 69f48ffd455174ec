/** Whatever a stolen session must not do declares the fresh proof that it needs, so that no new route can forget it. */
import { describe, expect, test } from 'vitest';
import { contracts } from '../../functions/contracts/contracts.ts';
import type { Route } from '../../functions/contracts/route.ts';

const routes: Route[] = Object.values(contracts).flatMap((area) =>
  Object.values(area as Record<string, Route>),
);
const changes = ({ method }: Route) => method !== 'GET';

/** Money leaves, or a debt does, without the patient paying: each proof is for one request. */
const MOVES_MONEY = [
  'credits.pay_out',
  'credit_notes.decide',
  'write_offs.create',
  'payments.reverse',
  'refunds.decide',
];
/** Saying no moves nothing. */
const HARMLESS = ['refunds-reject', 'credit-payouts-reject', 'credit-note-requests-reject'];
/** Who may do what, and what the clinic demands. */
const CHANGES_RIGHTS = ['staff.manage', 'settings.manage'];

const money = routes.filter(
  (route) => changes(route) && MOVES_MONEY.includes(route.who) && !HARMLESS.includes(route.name),
);
const rights = routes.filter((route) => changes(route) && CHANGES_RIGHTS.includes(route.who));
const exports_ = routes.filter(({ name, who }) => /export|csv/.test(name) || /export/.test(who));

describe('a fresh proof is declared', () => {
  test('by enough routes that the search is not blind', () => {
    expect(money.length).toBeGreaterThanOrEqual(5);
    expect(rights.length).toBeGreaterThanOrEqual(7);
    expect(exports_.length).toBeGreaterThanOrEqual(2);
  });

  test.each(money.map((route) => [route.name, route] as const))(
    'for this request only: %s',
    (_, { proof }) => {
      expect(proof).toBe('request');
    },
  );

  test.each([...rights, ...exports_].map((route) => [route.name, route] as const))(
    'within five minutes: %s',
    (_, { proof }) => {
      expect(proof).toBeDefined();
    },
  );
});

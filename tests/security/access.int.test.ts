/** Every route of the contracts, called by everybody who could: the access table says who gets through. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contracts } from '../../functions/contracts/contracts.ts';
import type { Route } from '../../functions/contracts/route.ts';
import { ACTIONS, may } from '../../functions/domain/access.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';

const NOBODY_HAS = '00000000-0000-4000-8000-000000000000';
const ADMINS_ONLY = [
  'archive.manage',
  'audit.export',
  'credits.pay_out',
  'disputes.decide',
  'patients.erase',
  'patients.export',
  'payments.reverse',
  'reconciliation.accept',
  'refunds.decide',
  'settings.manage',
  'staff.manage',
  'stripe_events.replay',
  'work.redrive',
  'write_offs.create',
];
const routes: Route[] = Object.values(contracts).flatMap((area) =>
  Object.values(area as Record<string, Route>),
);

let service: Service;
let owner: pg.Client;
let callers: Record<'nobody' | 'patient link' | 'forged token' | 'clerk' | 'admin', string | undefined>;
beforeAll(async () => {
  service = await startService();
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
  callers = {
    nobody: undefined,
    'patient link': 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'forged token': 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZSI6ImFkbWluIn0.',
    clerk: await service.signIn(CLERK.email, CLERK.password),
    admin: await service.signIn(ADMIN.email, ADMIN.password),
  };
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

/** A call with nothing but ids in it: whoever may not come in is stopped before anybody reads the rest. */
async function knock(route: Route, token: string | undefined): Promise<{ status: number; code: string }> {
  const path = route.path.replace(/^v1/, '').replace(/\{\w+\}/g, NOBODY_HAS);
  const withBody = route.method !== 'GET' && route.method !== 'DELETE';
  const answer = await service.call(route.method, path, {
    ...(token !== undefined && { token }),
    ...(withBody && { json: {} }),
  });
  return { status: answer.status, code: (answer.body as { code?: string } | undefined)?.code ?? '' };
}

const guarded = routes.filter((route) => route.who !== 'anyone' && route.who !== 'signed');

describe.each(guarded.map((route) => ({ name: route.name, route })))('$name', ({ route }) => {
  // Signing out ends the session that asks; it is played elsewhere.
  const signsOut = route.name === 'auth-logout';

  test.each(['nobody', 'patient link', 'forged token'] as const)('is closed to: %s', async (who) => {
    expect(await knock(route, callers[who])).toEqual({ status: 401, code: 'sign_in_needed' });
  });

  const insiders = [
    { who: 'clerk', role: 'billing_clerk' },
    { who: 'admin', role: 'admin' },
  ] as const;
  test.each(signsOut ? [] : insiders)('is open to $who as the table says', async ({ who, role }) => {
    if (route.who === 'anyone' || route.who === 'signed') throw new Error('Not guarded.');
    const { status, code } = await knock(route, callers[who]);
    if (may(role, route.who)) {
      expect([401, 500], `${status} ${code}`).not.toContain(status);
      expect(code).not.toBe('not_allowed');
    } else {
      expect({ status, code }).toEqual({ status: 403, code: 'not_allowed' });
    }
  });
});

test('what is open to everybody is open on purpose', () => {
  const open = routes
    .filter((route) => route.who === 'anyone' || route.who === 'signed')
    .map((route) => route.name);
  expect(open.sort()).toEqual([
    'auth-login',
    'auth-refresh',
    'auth-register',
    'auth-reset',
    'health-live',
    'health-ready',
    'public-checkout',
    'public-invoice',
    'public-invoice-pdf',
    'public-receipt',
    'public-receipt-pdf',
    'public-renew-link',
    'webhooks-stripe',
  ]);
});

test('what only admins may do is decided on purpose', () => {
  expect(ACTIONS.filter((action) => !may('billing_clerk', action)).sort()).toEqual(ADMINS_ONLY);
});

test('a clerk may do nothing that an admin may not', () => {
  for (const action of ACTIONS)
    if (may('billing_clerk', action)) expect(may('admin', action), action).toBe(true);
});

test('every door that stayed closed to a clerk is in the audit trail', async () => {
  const { rows } = await owner.query<{ target_id: string }>(
    `select distinct target_id from audit_logs where action = 'access_refused' and outcome = 'refused' and actor_id is not null`,
  );
  const closed = guarded
    .filter((route) => !may('billing_clerk', route.who as Parameters<typeof may>[1]))
    .map((route) => route.name)
    .sort();
  expect(rows.map((row) => row.target_id).sort()).toEqual(closed);
});

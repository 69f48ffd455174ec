/** Every route of the contracts, called by everybody who could: the access table says who gets through. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contracts } from '../../functions/contracts/contracts.ts';
import type { Route } from '../../functions/contracts/route.ts';
import { ACTIONS, may } from '../../functions/domain/access.ts';
import { type AttackedClinic, attackedClinic } from '../support/attacked/clinic.ts';

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
const ADMINS_ONLY = [
  'alerts.acknowledge',
  'archive.manage',
  'audit.export',
  'credit_notes.decide',
  'credits.pay_out',
  'disputes.decide',
  'operations.read',
  'patients.erase',
  'patients.export',
  'payments.reverse',
  'price_list.manage',
  'reconciliation.accept',
  'reconciliation.book',
  'refunds.decide',
  'settings.manage',
  'staff.manage',
  'stripe_events.replay',
  'stripe_events.resolve',
  'work.redrive',
  'write_offs.create',
];
const routes: Route[] = Object.values(contracts).flatMap((area) =>
  Object.values(area as Record<string, Route>),
);

let clinic: AttackedClinic;
let callers: Record<'no one' | 'patient link' | 'forged token' | 'clerk' | 'admin', string | undefined>;
beforeAll(async () => {
  clinic = attackedClinic();
  const clerk = await clinic.signIn(clinic.clerk);
  callers = {
    'no one': undefined,
    'patient link': (await clinic.issue(clerk)).token,
    'forged token': 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZSI6ImFkbWluIn0.',
    clerk,
    admin: await clinic.signIn(clinic.admin),
  };
});
afterAll(() => clinic.close());

/** A call with nothing but ids in it: whoever may not come in is stopped before anybody reads the rest. */
async function knock(route: Route, token: string | undefined): Promise<{ status: number; code: string }> {
  const path = route.path.replace(/^v1/, '').replace(/\{\w+\}/g, UNKNOWN_ID);
  const withBody = route.method !== 'GET' && route.method !== 'DELETE';
  const answer = await clinic.call(route.method, path, {
    ...(token !== undefined && { token }),
    ...(withBody && { json: {} }),
  });
  return { status: answer.status, code: (answer.body as { code?: string } | undefined)?.code ?? '' };
}

const guarded = routes.filter((route) => route.who !== 'anyone' && route.who !== 'signed');

describe.each(guarded.map((route) => ({ name: route.name, route })))('$name', ({ route }) => {
  // Signing out ends the session that asks; it is played elsewhere.
  const signsOut = route.name === 'auth-logout';

  test.each(['no one', 'patient link', 'forged token'] as const)('S23 S29: is closed to: %s', async (who) => {
    expect(await knock(route, callers[who])).toEqual({ status: 401, code: 'sign_in_needed' });
  });

  const insiders = [
    { who: 'clerk', role: 'billing_clerk' },
    { who: 'admin', role: 'admin' },
  ] as const;
  test.each(signsOut ? [] : insiders)('S29: is open to $who as the table says', async ({ who, role }) => {
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

test('S29: what is open to everybody is open on purpose', () => {
  const open = routes
    .filter((route) => route.who === 'anyone' || route.who === 'signed')
    .map((route) => route.name);
  expect(open.sort()).toEqual([
    'auth-login',
    'auth-refresh',
    'auth-register',
    'auth-reset',
    'documentation-openapi',
    'health-live',
    'health-ready',
    // From the same machine, or with its own token.
    'operations-metrics',
    'public-account',
    'public-account-checkout',
    'public-checkout',
    'public-clinic',
    'public-explanation',
    'public-invoice',
    'public-invoice-pdf',
    'public-receipt',
    'public-receipt-pdf',
    'public-refund-pdf',
    'public-renew-link',
    'public-result',
    'public-superbill',
    'public-verify-document',
    'webhooks-sendgrid',
    'webhooks-stripe',
    'webhooks-twilio',
  ]);
});

test('S29: what only admins may do is decided on purpose', () => {
  expect(ACTIONS.filter((action) => !may('billing_clerk', action)).sort()).toEqual(ADMINS_ONLY);
});

test('S29: a clerk may do nothing that an admin may not', () => {
  for (const action of ACTIONS)
    if (may('billing_clerk', action)) expect(may('admin', action), action).toBe(true);
});

test('S29: every endpoint that stayed closed to a clerk is in the audit trail', async () => {
  const rows = await clinic.rows<{ target_id: string }>(
    `select distinct target_id from audit_logs where action = 'access_refused' and outcome = 'refused' and actor_id is not null`,
  );
  const closed = guarded
    .filter((route) => !may('billing_clerk', route.who as Parameters<typeof may>[1]))
    .map((route) => route.name)
    .sort();
  expect(rows.map((row) => row.target_id)).toEqual(expect.arrayContaining(closed));
});

test('S22: what is not there and what is not one’s own are answered alike', async () => {
  const other = await clinic.hire(callers.admin ?? '');
  const mine = await clinic.hire(callers.admin ?? '');
  const { data } = (await clinic.call('GET', '/sessions', { token: other.token })).body as {
    data: { id: string }[];
  };
  const answerTo = async (id: string | undefined) => {
    const { status, body } = await clinic.call('DELETE', `/sessions/${id}`, { token: mine.token });
    return { status, ...(body as object), request_id: '' };
  };
  expect(await answerTo(data[0]?.id)).toEqual(await answerTo(UNKNOWN_ID));
});

test.each([
  ['a patient', '/invoices', 'patients'],
  ['an invoice', '/patients', 'invoices'],
  ['a payment', '/refunds', 'payments'],
] as const)('S22: the id of %s opens nothing of another kind', async (_, path, table) => {
  const [row] = await clinic.rows<{ id: string }>(`select id from ${table} limit 1`);
  const answer = await clinic.call('GET', `${path}/${row?.id ?? UNKNOWN_ID}`, { token: callers.clerk ?? '' });
  expect(answer.status).toBe(404);
});

test('S71: who looked at a patient and an invoice, and who was refused, stands in the trail with when and from where', async () => {
  const clerk = await clinic.hire(callers.admin ?? '');
  const invoice = await clinic.issue(clerk.token);
  const headers = { 'x-request-id': `audited-${invoice.id}` };
  const look = (path: string) => clinic.call('GET', path, { token: clerk.token, headers });
  await look(`/patients/${invoice.patientId}`);
  await look(`/invoices/${invoice.id}`);
  await look('/staff');
  const rows = await clinic.rows(
    `select action, actor_id, outcome, request_id, address, created_at > now() - interval '1 hour' as recent
     from audit_logs where request_id = $1 order by sequence`,
    [`audited-${invoice.id}`],
  );
  const common = {
    actor_id: clerk.id,
    request_id: `audited-${invoice.id}`,
    address: clinic.home,
    recent: true,
  };
  expect(rows).toEqual([
    { ...common, action: 'read_patient', outcome: 'done' },
    { ...common, action: 'read_invoice', outcome: 'done' },
    { ...common, action: 'access_refused', outcome: 'refused' },
  ]);
});

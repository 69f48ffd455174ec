/** Every change, every read of a patient or an invoice and every refusal is one row of the trail: who, what, when, from where. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { detectUnusualReads } from '../../functions/capabilities/audit/watch-reads.ts';
import { readConfig } from '../../functions/config.ts';
import { contracts } from '../../functions/contracts/contracts.ts';
import type { Route } from '../../functions/contracts/route.ts';
import { totpCode } from '../../functions/edges/security/second-factor.ts';
import { storeAndApply } from '../support/apply-event.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';
import { staffLink } from '../support/staff-link.ts';
import { paymentEvents } from '../support/stripe-events.ts';

const ADDRESS = '203.0.113.9';
const PASSWORD = 'quiet harbour lantern 7';

type Row = {
  actor: string | null;
  action: string;
  target_type: string;
  target_id: string | null;
  outcome: string;
  address: string | null;
  age: number;
};
type Body = Record<string, string> & { data: Record<string, string>[]; link: { token: string } };

let service: Service;
let app: ReturnType<typeof createApp>;
let owner: pg.Pool;
let admin: string;
let clerk: string;
/** The token of someone whose account is changed. */
let mine = '';

beforeAll(async () => {
  service = await startService({ TRUSTED_PROXIES: '2' });
  app = createApp(readConfig(process.env));
  owner = new pg.Pool({ connectionString: service.ownerUrl, max: 2 });
  admin = await service.signIn(ADMIN.email, ADMIN.password);
  clerk = await service.signIn(CLERK.email, CLERK.password);
});
afterAll(async () => {
  await owner.end();
  await app.close();
  await service.stop();
});

const ROUTES: Route[] = Object.values(contracts).flatMap((area) => Object.values(area) as Route[]);

const rowsOf = async (requestId: string): Promise<Row[]> =>
  (
    await owner.query<Row>(
      `select s.email as actor, action, target_type, target_id, outcome, address,
         extract(epoch from now() - a.created_at)::float as age
       from audit_logs a left join staff s on s.id = a.actor_id where request_id = $1 order by sequence`,
      [requestId],
    )
  ).rows;

/** Calls a route and gives the answer with what the trail says of it. */
async function call(
  name: string,
  ids: Record<string, string>,
  json?: object,
  token: string | undefined = clerk,
) {
  const route = ROUTES.find((each) => each.name === name);
  if (!route) throw new Error(`There is no ${name}.`);
  const path = route.path.replace(/^v1/, '').replace(/\{(\w+)\}/g, (_, part: string) => ids[part] ?? '');
  const requestId = randomUUID();
  const answer = await service.call(route.method, path, {
    ...(token !== undefined && { token }),
    ...(json !== undefined && { json }),
    headers: { 'x-request-id': requestId, 'x-forwarded-for': ADDRESS },
  });
  const body = answer.body as unknown as Body;
  return { status: answer.status, text: answer.text, body, rows: await rowsOf(requestId) };
}

const idOf = async (email: string): Promise<string | undefined> =>
  (await owner.query<{ id: string }>('select id from staff where email = $1', [email])).rows[0]?.id;

const done = new Set<string>();

/** A change that works and leaves exactly this one row. */
async function changes(
  name: string,
  ids: Record<string, string>,
  json: object | undefined,
  row: { action: string; target: string; by?: string },
): Promise<Body> {
  const token = row.by === ADMIN.email ? admin : row.by ? mine : clerk;
  const { status, text, body, rows } = await call(name, ids, json, token);
  expect(status, `${name}: ${text}`).toBeLessThan(300);
  expect.soft(rows, name).toEqual([
    {
      actor: row.by ?? CLERK.email,
      action: row.action,
      target_type: row.target,
      target_id: rows[0]?.target_id ?? null,
      outcome: 'done',
      address: ADDRESS,
      age: expect.any(Number),
    },
  ]);
  // There is one row of settings, and no id of it.
  if (row.target !== 'settings') expect.soft(rows[0]?.target_id, name).toBeTruthy();
  expect(Math.abs(rows[0]?.age ?? 99)).toBeLessThan(60);
  done.add(name);
  return body;
}

const item = { description: 'Consultation', quantity: 1, unit_price_cents: 100_00 };
const newPatient = async (json: object = {}) =>
  (
    await changes(
      'patients-create',
      {},
      { name: 'Ana Pérez', ...json },
      { action: 'create_patient', target: 'patient' },
    )
  ).id as string;
async function newInvoice(patientId: string): Promise<string> {
  const json = { patient_id: patientId, due_date: '2037-12-31', items: [item] };
  const { id } = await changes('invoices-create', {}, json, { action: 'create_invoice', target: 'invoice' });
  return id as string;
}
async function newIssued(patientId: string): Promise<string> {
  const id = await newInvoice(patientId);
  await changes('invoices-issue', { id }, {}, { action: 'issue_invoice', target: 'invoice' });
  return id;
}
const invoice = (action: string, by?: string) => ({ action, target: 'invoice', ...(by && { by }) });

describe('one row for each change by staff', () => {
  test('of patients and invoices', async () => {
    const patient = await newPatient({ email: 'ana@patients.example' });
    await changes(
      'patients-update',
      { id: patient },
      { name: 'Ana P.' },
      { action: 'update_patient', target: 'patient' },
    );
    const draft = await newInvoice(patient);
    await changes('invoices-edit', { id: draft }, { notes: 'x' }, invoice('edit_invoice'));
    await changes('invoices-remove', { id: draft }, undefined, invoice('delete_invoice'));
    const id = await newIssued(patient);
    await changes('invoices-send', { id }, { notify: ['email'] }, invoice('send_invoice'));
    await changes(
      'invoices-due-date',
      { id },
      { due_date: '2028-01-31', reason: 'x' },
      invoice('move_due_date'),
    );
    const { body: links } = await call('links-list', { id });
    await changes('links-revoke', { id: String(links.data[0]?.id) }, {}, invoice('revoke_link'));
    await changes('reminders-send', { id }, {}, invoice('send_reminder'));
    await changes('reminders-pause', { id }, { paused: true }, invoice('pause_reminders'));
    await changes(
      'reminders-decline',
      { id: patient },
      { declined: true },
      { action: 'decline_reminders', target: 'patient' },
    );
    const { body: messages } = await service.call('GET', `/messages?invoice_id=${id}`, { token: clerk });
    const [message] = (messages as unknown as Body).data;
    await changes(
      'messages-resend',
      { id: String(message?.id) },
      {},
      { action: 'resend_message', target: 'message' },
    );
    const note = await changes(
      'invoices-add-internal-note',
      { id },
      { note: 'called' },
      invoice('add_internal_note'),
    );
    const noted = { id, note_id: String(note.id) };
    await changes('invoices-remove-internal-note', noted, undefined, invoice('remove_internal_note'));
    await changes('invoices-cancel', { id }, { reason: 'x' }, invoice('cancel_invoice'));
  });

  test('of jobs', async () => {
    const job = (action: string) => ({ action, target: 'job' });
    const chosen = { action: 'send', invoice_ids: [await newIssued(await newPatient())] };
    const { id } = await changes('jobs-create', {}, chosen, job('start_job'));
    const failed = `update job_items set state = 'failed', code = 'unexpected', reason = 'x', settled_at = now() where job_id = $1`;
    await owner.query(failed, [id]);
    await changes('jobs-retry', { id: String(id) }, {}, job('retry_job'));
    await changes('jobs-stop', { id: String(id) }, {}, job('stop_job'));
  });

  test('of payment plans', async () => {
    const patient = await newPatient();
    const plan = (action: string) => ({ action, target: 'payment_plan' });
    const rule = { count: 3, first_due_date: '2028-01-31', every: 'month' };
    const invoices = { invoice_ids: [await newIssued(patient)], rule };
    const agreed = await changes(
      'patients-payment-plan',
      { id: patient },
      invoices,
      plan('agree_payment_plan'),
    );
    const id = String(agreed.id);
    const signed = { name: 'Ana Pérez', terms_hash: agreed.terms_hash };
    await changes('payment-plans-accept', { id }, signed, plan('accept_payment_plan'));
    const anew = { version: 1, reason: 'x', rule };
    await changes('payment-plans-replan', { id }, anew, plan('replan_payments'));
    await changes('payment-plans-cancel', { id }, { reason: 'x' }, plan('cancel_payment_plan'));
  });

  test('of money', async () => {
    const patient = await newPatient();
    const id = await newIssued(patient);
    const cash = { amount_cents: 10_00, method: 'cash' };
    const payment = await changes('payments-record', { id }, cash, invoice('record_payment'));
    const by = ADMIN.email;
    const target = await newIssued(patient);
    const move = { from_invoice_id: id, to_invoice_id: target, amount_cents: 5_00, reason: 'x' };
    const moved = await call('payments-move', { payment_id: String(payment.id) }, move, admin);
    done.add('payments-move');
    expect(moved.rows).toMatchObject(
      [id, target].map((target_id) => ({ action: 'move_allocation', target_id, actor: by, outcome: 'done' })),
    );
    await changes(
      'payments-reverse',
      { payment_id: String(payment.id) },
      { reason: 'x' },
      { action: 'reverse_payment', target: 'invoice', by },
    );
    await changes(
      'invoices-credit-note',
      { id },
      { amount_cents: 10_00, reason: 'x' },
      invoice('credit_invoice'),
    );
    await changes(
      'invoices-write-off',
      { id },
      { amount_cents: 10_00, reason: 'x' },
      invoice('write_off_invoice', by),
    );
    await changes('invoices-write-off-reverse', { id }, { reason: 'x' }, invoice('reverse_write_off', by));
    await changes('payments-record', { id }, { ...cash, amount_cents: 150_00 }, invoice('mark_paid'));
    const other = await newIssued(patient);
    await changes('patients-take-payment', { id: patient }, cash, invoice('record_payment'));
    await changes(
      'patients-account-link',
      { id: patient },
      { notify: [] },
      { action: 'create_account_link', target: 'patient', by },
    );
    await changes(
      'patients-credit-apply',
      { id: patient },
      { invoice_id: other, amount_cents: 10_00 },
      invoice('apply_credit'),
    );
    await changes(
      'settings-edit',
      {},
      { security: { clerk_credit_note_cents: 0 } },
      { action: 'change_settings', target: 'settings', by },
    );
    await changes(
      'clinic-details-edit',
      {},
      { footer: 'By appointment' },
      { action: 'change_clinic_details', target: 'settings', by },
    );
    const listed = { code: 'A1', names: { en: 'Visit' }, prices: { usd: 1_00 } };
    const priced = (action: string) => ({ action, target: 'price_list_item', by });
    const { id: listedId = '' } = await changes(
      'price-list-items-create',
      {},
      listed,
      priced('create_price_list_item'),
    );
    await changes(
      'price-list-items-edit',
      { id: listedId },
      { prices: { usd: 2_00 } },
      priced('edit_price_list_item'),
    );
    const imports = (action: string) => ({ action, target: 'price_list_import', by });
    const { id: importId = '' } = await changes(
      'price-list-items-import',
      {},
      { csv: 'code,name_en,price\nA2,Visit,1' },
      imports('import_price_list'),
    );
    await changes('price-list-imports-undo', { id: importId }, {}, imports('undo_price_list_import'));
    for (const decided of ['approve', 'reject', 'withdraw']) {
      const asked = await changes(
        'invoices-credit-note-request',
        { id: await newIssued(patient) },
        { amount_cents: 10_00, reason: 'x' },
        invoice('request_credit_note'),
      );
      await changes(
        `credit-note-requests-${decided}`,
        { id: String(asked.id) },
        decided === 'reject' ? { reason: 'x' } : {},
        invoice(`${decided}_credit_note`, decided === 'withdraw' ? undefined : by),
      );
    }
    const payOut = { amount_cents: 5_00, method: 'cash', reference: 'x' };
    await changes('patients-credit-refund-offline', { id: patient }, payOut, {
      action: 'refund_credit',
      target: 'patient',
      by,
    });
    await changes(
      'payments-record',
      { id: other },
      { ...cash, amount_cents: 1_400_00 },
      invoice('mark_paid'),
    );
    const second = { email: 'sam.second@clinic.example', password: PASSWORD };
    const json = { ...second, name: 'Sam', role: 'admin' };
    await service.call('POST', '/auth/register', { token: admin, json });
    mine = await service.signIn(second.email, second.password);
    for (const decided of ['approve', 'reject']) {
      const asked = await changes(
        'patients-credit-refund-offline',
        { id: patient },
        { ...payOut, amount_cents: 600_00 },
        { action: 'request_credit_payout', target: 'patient', by: second.email },
      );
      const reason = decided === 'reject' ? { reason: 'x' } : {};
      await changes(`credit-payouts-${decided}`, { id: String(asked.id) }, reason, {
        action: `${decided}_credit_payout`,
        target: 'patient',
        by,
      });
    }
    await changes(
      'settings-edit',
      {},
      { archive: { after_days: 800 } },
      { action: 'change_settings', target: 'settings', by },
    );
  });

  test('of refunds and events', async () => {
    const patient = await newPatient();
    const by = ADMIN.email;
    const pay = async (): Promise<string> => {
      const id = await newIssued(patient);
      await deliver(paymentEvents({ invoiceId: id, amountCents: 100_00 }).chargeSucceeded);
      const { body } = await call('invoices-payments', { id });
      return String(body.data[0]?.id);
    };
    const input = { reason: 'duplicate', effect: 'reopen', amount_cents: 10_00 };
    for (const decided of ['approve', 'reject'] as const) {
      const asked = await changes('payments-refund', { payment_id: await pay() }, input, {
        action: 'request_refund',
        target: 'refund',
      });
      const json = decided === 'reject' ? { reason: 'x' } : {};
      await changes(`refunds-${decided}`, { id: String(asked.id) }, json, {
        action: `${decided}_refund`,
        target: 'refund',
        by,
      });
    }
    const { rows: made } = await owner.query<{ id: string }>(
      `insert into refunds (payment_id, currency, amount_cents, reason, effect, status, made_at_stripe, stripe_refund_id)
       values ($1, 'usd', 1000, 'other', 'credit', 'processing', true, 're_outside') returning id`,
      [await pay()],
    );
    await changes(
      'refunds-switch-effect',
      { id: String(made[0]?.id) },
      { effect: 'reopen', reason: 'x' },
      { action: 'switch_refund_effect', target: 'refund', by },
    );
    const stray = paymentEvents({ invoiceId: randomUUID(), amountCents: 5_00 }).chargeSucceeded;
    await deliver(stray);
    await changes(
      'stripe-events-replay',
      { id: stray.id },
      {},
      { action: 'replay_event', target: 'stripe_event', by },
    );
  });

  test('of staff and their sessions', async () => {
    const by = ADMIN.email;
    const staff = (action: string) => ({ action, target: 'staff', by });
    const invited = await changes(
      'staff-invite',
      {},
      { email: 'new@clinic.example', name: 'Noa', role: 'billing_clerk' },
      staff('invite_staff'),
    );
    const id = String(invited.id);
    await changes('staff-edit', { id }, { name: 'Noa N.' }, staff('change_staff'));
    const reset = await call(
      'auth-reset',
      {},
      { token: await staffLink(service.ownerUrl, 'new@clinic.example'), password: PASSWORD },
      undefined,
    );
    expect(reset.rows.map(({ action, outcome, address }) => [action, outcome, address])).toEqual([
      ['accept_invitation', 'done', ADDRESS],
    ]);
    done.add('auth-reset');
    await changes('staff-reset-link', { id }, {}, staff('create_reset_link'));
    await changes('staff-disable', { id }, {}, staff('disable_staff'));
    await changes('staff-enable', { id }, {}, staff('enable_staff'));
    await changes(
      'auth-register',
      {},
      { email: 'second@clinic.example', password: PASSWORD, name: 'Two', role: 'billing_clerk' },
      staff('register_staff'),
    );
  });

  test('of one’s own account', async () => {
    const own = (action: string) => ({ action, target: 'staff', by: 'own@clinic.example' });
    const person = { email: 'own@clinic.example', password: PASSWORD };
    await service.call('POST', '/auth/register', {
      token: admin,
      json: { ...person, name: 'Olu Own', role: 'billing_clerk' },
    });
    const signedIn = await call('auth-login', {}, person, undefined);
    expect(signedIn.rows.map(({ actor, action }) => [actor, action])).toEqual([[person.email, 'sign_in']]);
    mine = String(signedIn.body.access_token);
    await service.call('POST', '/auth/login', { json: person });
    await changes('sessions-end-others', {}, undefined, own('end_other_sessions'));
    const view = (action: string) => ({ action, target: 'saved_view', by: 'own@clinic.example' });
    const { id: viewId = '' } = await changes(
      'saved-views-create',
      {},
      { list: 'invoices', name: 'Overdue', filters: { status: 'overdue' } },
      view('create_saved_view'),
    );
    await changes('saved-views-rename', { id: viewId }, { name: 'Late' }, view('rename_saved_view'));
    await changes('saved-views-remove', { id: viewId }, undefined, view('delete_saved_view'));
    await changes('auth-language', {}, { language: 'es' }, own('change_language'));
    await changes('auth-step-up', {}, { password: PASSWORD }, own('step_up'));
    const { secret } = await changes(
      'auth-second-factor',
      {},
      { password: PASSWORD },
      own('offer_second_factor'),
    );
    const code = () => totpCode(secret as string, Math.floor(Date.now() / 30_000));
    await changes('auth-second-factor-confirm', {}, { totp_code: code() }, own('add_second_factor'));
    const staff = { action: 'remove_second_factor', target: 'staff', by: ADMIN.email };
    const { id } = (await call('auth-me', {}, undefined, mine)).body;
    await changes('staff-remove-second-factor', { id: String(id) }, {}, staff);
    mine = await service.signIn(person.email, person.password);
    const words = { current_password: PASSWORD, new_password: 'another lantern by the quay 9' };
    await changes('auth-password', {}, words, own('change_password'));
    await changes('auth-logout', {}, {}, own('sign_out'));
  });
});

test('every change that staff make is played here, or where it says', () => {
  const elsewhere: Record<string, string> = {
    'auth-refresh': 'tests/security/tokens: a replay is recorded; a refresh by itself changes nothing',
    'auth-recovery-codes': 'tests/security/second-factor',
    'auth-second-factor-disable': 'tests/security/second-factor',
    'sessions-end': 'tests/http/staff',
    // It changes nothing: a look, which is played below.
    'patients-check': 'tests/http/people',
    'jobs-preview': 'tests/flows/jobs',
    'price-list-items-preview-import': 'tests/http/price-list-imports',
    'patients-erase': 'tests/flows/privacy',
    // Nothing is changed or read of anybody.
    'clinic-details-preview': 'tests/http/clinic-details',
    'invoices-create-payment-link': 'tests/http/stripe-books',
    'patients-checkout': 'tests/flows/account-checkout',
    'archives-run': 'tests/flows/archive',
    'archives-restore': 'tests/flows/archive',
    'archives-verify': 'tests/flows/archive',
    'reconciliation-run': 'tests/http/stripe-books',
    'reconciliation-accept': 'tests/http/stripe-books',
    'reconciliation-book': 'tests/flows/book-discrepancy',
    'disputes-decide': 'tests/flows/disputes',
    'stripe-events-assign': 'tests/flows/quarantine',
    'stripe-events-dismiss': 'tests/flows/quarantine',
    'alerts-acknowledge': 'tests/flows/alerts',
    'work-redrive': 'tests/flows/operations',
    'work-dismiss': 'tests/flows/operations',
  };
  const byStaff = ROUTES.filter(
    ({ method, who, name }) =>
      method !== 'GET' && who !== 'signed' && (who !== 'anyone' || name.startsWith('auth-')),
  );
  const played = new Set([...done, 'auth-login', ...Object.keys(elsewhere)]);
  expect(byStaff.map(({ name }) => name).filter((name) => !played.has(name))).toEqual([]);
  expect(Object.keys(elsewhere).filter((name) => done.has(name))).toEqual([]);
});

describe('one row for each look', () => {
  test('of a member of staff at a patient, an invoice or what belongs to them', async () => {
    const patient = await newPatient();
    const id = await newIssued(patient);
    const looks: [name: string, ids: Record<string, string>, target: string][] = [
      ['patients-get', { id: patient }, 'patient'],
      ['patients-balance', { id: patient }, 'patient'],
      ['patients-statement', { id: patient }, 'patient'],
      ['patients-payment-plans', { id: patient }, 'patient'],
      ['patients-search', {}, 'patient'],
      ['patients-check', {}, 'patient'],
      ['invoices-get', { id }, 'invoice'],
      ['invoices-payments', { id }, 'invoice'],
      ['invoices-explanation', { id }, 'invoice'],
      ['invoices-internal-notes', { id }, 'invoice'],
      ['invoices-pdf', { id }, 'invoice'],
      ['links-list', { id }, 'invoice'],
    ];
    for (const [name, ids, target] of looks) {
      const { status, rows } = await call(name, ids, name === 'patients-check' ? {} : undefined);
      expect(status, name).toBe(200);
      expect.soft(rows, name).toEqual([
        expect.objectContaining({
          actor: CLERK.email,
          action: `read_${target}`,
          target_id: ids.id ?? null,
          outcome: 'done',
          address: ADDRESS,
        }),
      ]);
    }
  });

  test('of a list, with the filter and the ids shown, once per page', async () => {
    const patient = await newPatient();
    const ids = [await newIssued(patient), await newIssued(patient), await newIssued(patient)];
    const details = async (path: string) => {
      const requestId = randomUUID();
      const answer = await service.call('GET', path, {
        token: clerk,
        headers: { 'x-request-id': requestId },
      });
      expect(answer.status, path).toBe(200);
      const { rows } = await owner.query<{ action: string; details: { filter: object; ids: string[] } }>(
        'select action, details from audit_logs where request_id = $1',
        [requestId],
      );
      return { rows, body: answer.body as unknown as { data: { id: string }[]; next_cursor: string } };
    };
    const first = await details(`/invoices?patient_id=${patient}&status=issued&limit=2`);
    expect(first.rows).toEqual([
      {
        action: 'read_invoice',
        details: {
          operation: 'invoices-list',
          filter: { patient_id: patient, status: 'issued', limit: 2 },
          ids: first.body.data.map(({ id }) => id),
        },
      },
    ]);
    const cursor = encodeURIComponent(first.body.next_cursor);
    const second = await details(`/invoices?patient_id=${patient}&status=issued&limit=2&cursor=${cursor}`);
    expect([...(first.rows[0]?.details.ids ?? []), ...(second.rows[0]?.details.ids ?? [])].sort()).toEqual(
      ids.sort(),
    );
    const ledger = await details(`/ledger?patient_id=${patient}`);
    expect(ledger.rows).toMatchObject([
      { action: 'read_ledger', details: { filter: { patient_id: patient } } },
    ]);
  });

  test('never holds what was typed about a person', async () => {
    await newPatient({ name: 'Quillon Untypical' });
    const found = await call('patients-search', {}, undefined);
    expect(found.status).toBe(200);
    const requestId = randomUUID();
    await service.call('GET', '/patients?query=Quillon', {
      token: clerk,
      headers: { 'x-request-id': requestId },
    });
    const { rows } = await owner.query<{ details: { filter: object; ids: string[] } }>(
      'select details from audit_logs where request_id = $1',
      [requestId],
    );
    expect(rows).toMatchObject([{ details: { filter: { query: '(7 characters)' } } }]);
    expect(rows[0]?.details.ids).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('Quillon');
  });

  test('is the same when the search is in a header, where no address holds it', async () => {
    const name = 'Núñez-Quorra 张';
    const id = await newPatient({ name });
    const invoice = await newIssued(id);
    const by = (path: string, header: string) =>
      service.call('GET', path, { token: clerk, headers: { 'search-text': header } });
    const found = async (path: string) => {
      const { body } = await by(path, encodeURIComponent('quorra, nunez'));
      return (body as unknown as Body).data.map((row) => row.id);
    };
    expect(await found('/patients')).toEqual([id]);
    expect(await found('/invoices')).toEqual([invoice]);
    const refused = [
      await by('/patients?query=x', 'x'),
      await by('/patients', '%E0%A4%A'),
      await by('/patients', '%00'),
      await by('/refunds', 'x'),
    ];
    for (const { status, body } of refused) {
      expect([status, body]).toMatchObject([400, { errors: [{ path: 'query' }] }]);
    }
  });

  test('of credit says nothing in its cursor of who has how much', async () => {
    for (const cents of [1_11, 2_22]) {
      const invoice = await newIssued(await newPatient());
      const paid = await call(
        'payments-record',
        { id: invoice },
        { amount_cents: 100_00 + cents, method: 'cash' },
      );
      expect(paid.status, paid.text).toBe(201);
    }
    const first = await service.call('GET', '/credits?limit=1', { token: clerk });
    const { data, next_cursor: cursor } = first.body as unknown as Body;
    const inside = Buffer.from(cursor ?? '', 'base64url').toString('latin1');
    expect(inside).not.toContain(data[0]?.patient_id);
    expect(inside).not.toContain('usd');
    const next = (at: string) => service.call('GET', `/credits?limit=1&cursor=${at}`, { token: clerk });
    const second = (await next(cursor ?? '')).body as unknown as Body;
    expect(second.data).toHaveLength(1);
    expect(second.data[0]?.patient_id).not.toBe(data[0]?.patient_id);
    const forged = Buffer.from(JSON.stringify([1, data[0]?.patient_id, 'usd'])).toString('base64url');
    expect((await next(forged)).status).toBe(400);
  });

  test('is answered only with its row: what cannot be recorded is not shown', async () => {
    const name = 'Unrecorded Person';
    const patient = await newPatient({ name });
    const invoice = await newIssued(patient);
    await owner.query(`create function refuse_row() returns trigger language plpgsql as $$ begin raise 'disk full'; end $$;
      create trigger refuse_row before insert on audit_logs for each row when (new.action like 'read%') execute function refuse_row()`);
    try {
      const paths = [
        `/patients/${patient}`,
        '/patients',
        '/invoices',
        `/invoices/${invoice}`,
        `/invoices/${invoice}/pdf`,
      ];
      paths.push('/payments', '/messages', '/dashboard', `/patients/${patient}/statement`, '/reports/ageing');
      for (const path of paths) {
        const answer = await service.call('GET', path, { token: admin });
        expect(answer.status, path).toBe(500);
        expect(answer.text, path).not.toContain(name);
        expect(answer.body, path).toMatchObject({ code: 'internal_error' });
      }
    } finally {
      await owner.query('drop trigger refuse_row on audit_logs; drop function refuse_row()');
    }
    expect((await service.call('GET', `/patients/${patient}`, { token: clerk })).status).toBe(200);
  });

  test('is asked of every route that staff read, or the route says why not', () => {
    const byStaff = ROUTES.filter(
      ({ method, who }) => method === 'GET' && who !== 'anyone' && who !== 'signed',
    );
    const silent = byStaff.filter(
      ({ audits, unaudited }) => (audits === undefined) === (unaudited === undefined),
    );
    expect(byStaff.length).toBeGreaterThan(40);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});

describe('what no one needs for their work is noticed', () => {
  const alerts = async (kind: string) => {
    const { body } = await service.call('GET', '/alerts', { token: admin });
    return (body as unknown as { data: { kind: string; reason: string }[] }).data.filter(
      (alert) => alert.kind === kind,
    );
  };

  test('a burst of records that do not exist is one row and one alert', async () => {
    const before = await alerts('probing');
    for (let tries = 0; tries < 25; tries++) {
      const { status } = await call('invoices-get', { id: randomUUID() });
      expect(status).toBe(404);
    }
    const { rows } = await owner.query<{ outcome: string; target_id: string }>(
      `select outcome, target_id from audit_logs a join staff s on s.id = a.actor_id
       where action = 'probe_records' and s.email = $1`,
      [CLERK.email],
    );
    expect(rows).toEqual([{ outcome: 'refused', target_id: 'invoices-get' }]);
    expect((await alerts('probing')).length).toBe(before.length + 1);
  });

  test('a burst of requests that the role does not allow is one row and one alert', async () => {
    const person = { email: 'refused@clinic.example', password: PASSWORD };
    await service.call('POST', '/auth/register', {
      token: admin,
      json: { ...person, name: 'Rhea Refused', role: 'billing_clerk' },
    });
    const refused = await service.signIn(person.email, person.password);
    for (let tries = 0; tries < 25; tries++) {
      const { status } = await call('settings-get', {}, undefined, refused);
      expect(status).toBe(403);
    }
    const { rows } = await owner.query<{ outcome: string; target_id: string }>(
      `select outcome, target_id from audit_logs a join staff s on s.id = a.actor_id
       where action = 'probe_records' and s.email = $1`,
      [person.email],
    );
    expect(rows).toEqual([{ outcome: 'refused', target_id: 'settings-get' }]);
    const named = (await alerts('probing')).filter(({ reason }) => reason.startsWith('Rhea Refused '));
    expect(named).toHaveLength(1);
  });

  test('more records in an hour than the work needs is one row and one alert, however they were read', async () => {
    expect(await alerts('many_reads')).toEqual([]);
    const read = (how: string) =>
      owner.query(
        `insert into audit_logs (actor_type, actor_id, action, target_type, target_id, details, request_id)
         ${how.replaceAll(':clerk', `(select id from staff where email = '${CLERK.email}')`)}`,
      );
    await read(
      `select 'staff', :clerk, 'read_invoice', 'invoice', gen_random_uuid()::text, '{}', 'read' from generate_series(1, 400)`,
    );
    await read(`select 'staff', :clerk, 'read_patient', 'patient', null, jsonb_build_object('ids',
      (select jsonb_agg(gen_random_uuid()) from generate_series(1, 100) where n > 0)), 'read' from generate_series(1, 7) n`);
    await detectUnusualReads(app);
    await detectUnusualReads(app);
    expect(await alerts('many_reads')).toEqual([
      expect.objectContaining({
        reason: expect.stringMatching(/ read 1\d\d\d records within an hour$/),
        // Whose trail the alert leads to.
        staff_id: (await idOf(CLERK.email)) ?? '',
      }),
    ]);
  });
});

describe('one row for each refusal that matters, and none for what did not happen', () => {
  test('of who may not', async () => {
    const { rows } = await call('settings-get', {});
    expect(rows).toEqual([
      expect.objectContaining({
        actor: CLERK.email,
        action: 'access_refused',
        outcome: 'refused',
        address: ADDRESS,
      }),
    ]);
  });

  test('of who is not who they say', async () => {
    const wrong = { email: CLERK.email, password: 'not the password' };
    const { rows } = await call('auth-login', {}, wrong, undefined);
    expect(rows.map(({ action, outcome, address }) => [action, outcome, address])).toEqual([
      ['sign_in_failed', 'refused', ADDRESS],
    ]);
    const forged = await call('patients-search', {}, undefined, 'a.forged.token');
    expect(forged.rows.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['token_refused', 'refused'],
    ]);
  });

  test('a change that is refused leaves no row of it', async () => {
    const id = await newIssued(await newPatient());
    const late = await call('invoices-edit', { id }, { notes: 'x' });
    expect([late.status, late.rows]).toEqual([409, []]);
    const missing = await call('patients-get', { id: randomUUID() });
    expect([missing.status, missing.rows]).toEqual([404, []]);
  });
});

/** An event of Stripe as it would come in. */
async function deliver(event: {
  id: string;
  type: string;
  livemode: boolean;
  created: number;
}): Promise<void> {
  const { id, type, livemode, created } = event;
  const payload = JSON.stringify(event);
  await storeAndApply(app, {
    id,
    type,
    livemode,
    createdAt: new Date(created * 1000),
    payload,
    source: 'webhook',
    requestId: randomUUID(),
  });
}

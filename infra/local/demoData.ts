/** Fills a new installation with a small clinic, through the same API that everybody uses. */

import { DEMO_INVOICES, DEMO_PATIENTS, type DemoInvoice } from './demoPeople.ts';
import type { Staff } from './settings.ts';

export type DemoOptions = {
  api: string;
  setupCode: string;
  staff: readonly Staff[];
  log: (line: string) => void;
};

type Invoice = { id: string };

/**
 * Registers the staff, adds patients, drafts, issues and cancels invoices. Every call carries an idempotency key of
 * its own, so that an interrupted start goes on where it was. Throws with the API's own words when a call is refused.
 */
export async function seedDemoData({ api, setupCode, staff, log }: DemoOptions): Promise<void> {
  const began = performance.now();
  const [admin, ...others] = staff;
  if (admin === undefined) throw new Error('There is no admin to register');
  const call = caller(api);
  await call.register({ ...admin, setup_code: setupCode });
  const asAdmin = call.as(await call.login(admin));
  for (const member of others) await asAdmin.register(member);
  const clerk = others[0] ?? admin;
  const desk = call.as(await call.login(clerk));

  const patients: string[] = [];
  for (const [index, person] of DEMO_PATIENTS.entries()) {
    const { id } = await desk.post<{ id: string }>('patients', person, `demo-patient-${index}`);
    patients.push(id);
  }
  for (const [index, invoice] of DEMO_INVOICES.entries()) {
    await addInvoice(desk, invoice, { index, patientId: patients[invoice.patient] ?? '' });
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  log(
    `Demo data: ${DEMO_PATIENTS.length} patients, ${DEMO_INVOICES.length} invoices`.padEnd(40) +
      seconds.padStart(6) +
      ' s',
  );
}

async function addInvoice(
  desk: Caller,
  invoice: DemoInvoice,
  { index, patientId }: { index: number; patientId: string },
): Promise<void> {
  const draft = { patient_id: patientId, due_date: dayFromNow(invoice.dueInDays), items: invoice.items };
  const { id } = await desk.post<Invoice>('invoices', draft, `demo-invoice-${index}`);
  if (invoice.becomes === 'draft') return;
  await desk.post(`invoices/${id}/issue`, { notify: invoice.notify ?? [] }, `demo-issue-${index}`);
  if (invoice.becomes === 'cancelled') {
    await desk.post(`invoices/${id}/cancel`, { reason: 'Entered twice' }, `demo-cancel-${index}`);
  }
}

type Caller = {
  as(token: string): Caller;
  register(member: Staff & { setup_code?: string }): Promise<void>;
  login(member: Staff): Promise<string>;
  post<T = unknown>(path: string, body: object, key: string): Promise<T>;
};

function caller(api: string, token?: string): Caller {
  const send = (path: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${api}/api/v1/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
  return {
    as: (other) => caller(api, other),
    register: async ({ email, password, name, role, setup_code }) => {
      const response = await send('auth/register', {
        email,
        password,
        name,
        role,
        ...(setup_code === undefined ? {} : { setup_code }),
      });
      // Registered by a start that was interrupted: signing in shows whether it was with this password.
      if (![201, 401, 403, 409].includes(response.status)) await refused('Registering staff', response);
    },
    login: async ({ email, password }) => {
      const response = await send('auth/login', { email, password });
      if (!response.ok) await refused('Signing in', response);
      return ((await response.json()) as { access_token: string }).access_token;
    },
    post: async <T>(path: string, body: object, key: string) => {
      const response = await send(path, body, { 'idempotency-key': key });
      if (!response.ok) await refused(`Demo data, ${path.replace(/[0-9a-f-]{36}/, '…')}`, response);
      return (await response.json()) as T;
    },
  };
}

async function refused(what: string, response: Response): Promise<never> {
  throw new Error(`${what} was answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
}

/** A day relative to today, as YYYY-MM-DD. */
function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

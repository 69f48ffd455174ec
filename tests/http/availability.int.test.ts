/** What costs much CPU keeps no one waiting: documents and passwords are judged beside the event loop, and may die there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
let admin: string;
let clerk: string;
beforeAll(async () => {
  service = await startService();
  admin = await service.signIn(ADMIN.email, ADMIN.password);
  clerk = await service.signIn(CLERK.email, CLERK.password);
});
afterAll(() => service.stop());

const post = async (path: string, json: object): Promise<{ id: string }> => {
  const { status, body, text } = await service.call('POST', path, { token: clerk, json });
  if (status >= 300) throw new Error(`POST ${path}: ${text}`);
  return body;
};

/** All that an invoice may hold: a hundred lines of 290 characters without a blank, and the longest notes. */
async function heaviest(): Promise<string> {
  const patient = await post('/patients', {
    name: 'W'.repeat(200),
    metadata: Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`note ${at}`, 'W'.repeat(2_000)])),
  });
  const items = Array.from({ length: 100 }, (_, at) => ({
    description: `${at}`.padEnd(290, 'Wm'),
    quantity: 1,
    unit_price_cents: 1_00,
  }));
  const notes = 'W'.repeat(2_000);
  const draft = await post('/invoices', { patient_id: patient.id, due_date: '2199-12-31', items, notes });
  return (await post(`/invoices/${draft.id}/issue`, {})).id;
}

/** Chosen so that the estimate has much to match; each is refused as one that is easily guessed, or registers someone. */
const costly = (at: number): Promise<{ status: number }> =>
  service.call('POST', '/auth/register', {
    token: admin,
    json: {
      email: `costly-${at}@clinic.example`,
      name: 'Costly Password',
      role: 'billing_clerk',
      password: `${'qwertyP4ssw0rd1986'.repeat(14)}${at}`,
    },
  });

/** Many more than a host would answer between two pieces of work that block it. */
const READS = 12;

test('the host answers while it draws the heaviest documents and judges passwords', async () => {
  const invoices = [await heaviest(), await heaviest(), await heaviest()];
  let drawn = 0;
  const documents = invoices.map((id) =>
    service.call('GET', `/invoices/${id}/pdf`, { token: clerk }).then((answer) => {
      drawn++;
      return answer.status;
    }),
  );
  const passwords = Array.from({ length: 4 }, (_, at) => costly(at).then(({ status }) => status));
  // In turn, so that each is answered before the next is asked; none waits until a document is done.
  const answered: string[] = [];
  while (drawn === 0 && answered.length < READS) {
    expect((await service.call('GET', '/health/live')).status).toBe(200);
    answered.push('live');
    expect((await service.call('GET', '/patients', { token: clerk })).status).toBe(200);
    answered.push('desk');
  }
  expect(answered).toHaveLength(READS);
  // On a busy machine the last ones may be asked to come back; none fails, and the host goes on.
  const ends = await Promise.all(documents);
  expect(ends).toContain(200);
  for (const status of ends) expect([200, 503]).toContain(status);
  for (const status of await Promise.all(passwords)) expect([201, 400, 503]).toContain(status);
}, 180_000);

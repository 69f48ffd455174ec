/** Patient links: bound to one invoice, counted, revoked, and all alike once they do not work. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
let owner: pg.Client;
let clerk: string;
beforeAll(async () => {
  service = await startService();
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
  clerk = await service.signIn(CLERK.email, CLERK.password);
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

/** An issued invoice with the token of its link. */
async function issued() {
  const post = async (path: string, json: object) =>
    (await service.call('POST', path, { token: clerk, json })).body as Record<string, unknown>;
  const { id: patientId } = await post('/patients', {
    name: 'Ana Pérez',
    email: 'ana@patients.example',
    dob: '1980-02-03',
  });
  const draft = await post('/invoices', {
    patient_id: patientId,
    due_date: '2027-01-31',
    notes: 'a note of the staff',
    items: [{ description: 'Consultation', quantity: 1, unit_price_cents: 100_00 }],
  });
  const invoice = await post(`/invoices/${draft.id}/issue`, {});
  const { url } = invoice.patient_link as { url: string };
  return { id: String(invoice.id), patientId: String(patientId), token: url.split('/').at(-1) ?? '' };
}
const open = (token: string) => service.call('GET', `/public/invoices/${token}`);
const links = async (id: string) =>
  (
    (await service.call('GET', `/invoices/${id}/links`, { token: clerk })).body as {
      data: Record<string, unknown>[];
    }
  ).data;

describe('a link', () => {
  test('is listed with how often it was opened, and ends when it is revoked', async () => {
    const { id, token } = await issued();
    await open(token);
    expect((await open(token)).status).toBe(200);
    const [link] = await links(id);
    expect(link).toMatchObject({ purpose: 'pay', state: 'active', view_count: 2, revoked_at: null });
    expect(JSON.stringify(link)).not.toContain(token);
    expect((await service.call('POST', `/links/${link?.id}/revoke`, { token: clerk, json: {} })).status).toBe(
      204,
    );
    expect((await open(token)).body).toMatchObject({ status: 401, code: 'link_no_longer_valid' });
    expect((await links(id))[0]).toMatchObject({ state: 'revoked' });
  });

  test('shows what its page shows and nothing else', async () => {
    const { token } = await issued();
    const { text } = await open(token);
    for (const secret of [
      '1980-02-03',
      'ana@patients.example',
      'a note of the staff',
      'staff_id',
      'raw_event',
      'metadata',
    ]) {
      expect(text).not.toContain(secret);
    }
  });

  test('opens nothing but its own pages', async () => {
    const { token, id, patientId } = await issued();
    for (const path of [
      `/invoices/${id}`,
      '/invoices',
      `/patients/${patientId}`,
      `/invoices/${id}/payments`,
      '/audit',
    ]) {
      const answer = await service.call('GET', path, { token });
      expect(answer.status, path).toBe(401);
    }
  });

  test('that was changed in any way is answered like one that never was', async () => {
    const { token } = await issued();
    const other = await issued();
    const flipped = token.slice(0, 20) + (token[20] === 'A' ? 'B' : 'A') + token.slice(21);
    const spliced = token.slice(0, 22) + other.token.slice(22);
    await owner.query(
      `update patient_links set expires_at = now() - interval '1 second' where invoice_id = $1`,
      [other.id],
    );
    const told = await Promise.all(
      [
        flipped,
        spliced,
        `${token}A`,
        `${token}${'A'.repeat(500)}`,
        token.slice(0, -1),
        'nonsense',
        other.token,
      ].map(open),
    );
    const bodies = told.map(({ status, body }) => ({ status, ...(body as object), request_id: '' }));
    for (const body of bodies) expect(body).toEqual(bodies[0]);
    expect(bodies[0]).toMatchObject({ status: 401, code: 'link_no_longer_valid' });
    expect((await open(token)).status).toBe(200);
  });

  test('guessed at is throttled, while one that works still opens', async () => {
    const { token } = await issued();
    const guesses = await Promise.all(Array.from({ length: 40 }, (_, index) => open(`guess-${index}`)));
    expect(guesses.some((answer) => answer.status === 429)).toBe(true);
    expect((await open(token)).status).toBe(200);
  });

  test('of a cancelled invoice is no more', async () => {
    const { id, token } = await issued();
    await service.call('POST', `/invoices/${id}/cancel`, { token: clerk, json: { reason: 'booked twice' } });
    expect([401, 429]).toContain((await open(token)).status);
    const admin = await service.signIn(ADMIN.email, ADMIN.password);
    const unknown = await service.call('POST', '/links/6f1c1a34-6a56-4a53-9ad5-5b4bd4d3f5f5/revoke', {
      token: admin,
      json: {},
    });
    expect(unknown.body).toMatchObject({ status: 404, code: 'link_unknown' });
  });
});

/** Attacks on the sign-in: guessing, asking who is there, taking over at the set-up. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../infra/processes/time.ts';
import { type AttackedClinic, ask, attackedClinic, elsewhere, WAIT } from '../support/attacked/clinic.ts';
import { pidOf, workOf } from '../support/attacked/process.ts';

let clinic: AttackedClinic;
let admin: string;
beforeAll(async () => {
  clinic = attackedClinic();
  admin = await clinic.signIn(clinic.admin);
});
afterAll(() => clinic.close());

const login = (email: string, password: string, attack: object = {}) =>
  clinic.call('POST', '/auth/login', { json: { email, password }, ...attack });
const without = ({ status, body }: { status: number; body: never }) => ({
  status,
  ...(body as object),
  request_id: '',
});

describe('S17: guessing', () => {
  test('many passwords for one account is throttled, says for how long, and wherever it comes from', async () => {
    const { email } = await clinic.hire(admin);
    const tries = await Promise.all(
      Array.from({ length: 16 }, (_, index) => login(email, `guess number ${index}`, { from: elsewhere() })),
    );
    const refused = tries.filter((answer) => answer.status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(6);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('keeps no one out who signs in where they always do', async () => {
    const { email, password } = await clinic.hire(admin);
    const home = elsewhere();
    expect((await login(email, password, { from: home })).status).toBe(200);
    await Promise.all(
      Array.from({ length: 14 }, (_, index) => login(email, `guess number ${index}`, { from: elsewhere() })),
    );
    expect((await login(email, password, { from: elsewhere() })).status).toBe(429);
    expect((await login(email, password, { from: home })).status).toBe(200);
  });

  test('one password for many accounts is throttled by where it comes from, whatever the client says of itself', async () => {
    const from = elsewhere();
    const spray = await Promise.all(
      Array.from({ length: 130 }, (_, index) =>
        login(`person${index}@elsewhere.example`, 'one password for all', {
          from,
          headers: {
            'x-forwarded-for': `10.0.${index}.1`,
            forwarded: `for=10.0.${index}.1`,
            'x-real-ip': '10.1.1.1',
          },
        }),
      ),
    );
    expect(spray.filter((answer) => answer.status === 429).length).toBeGreaterThanOrEqual(30);
  });

  test('one-time links and the second proof is throttled too', async () => {
    const from = elsewhere();
    const links = await Promise.all(
      Array.from({ length: 25 }, (_, index) =>
        clinic.call('POST', '/auth/reset', {
          from,
          json: { token: `guess-${index}`, password: 'slow green ferry home' },
        }),
      ),
    );
    expect(links.filter((answer) => answer.status === 429).length).toBeGreaterThanOrEqual(5);
    const { token } = await clinic.hire(admin);
    const proofs = await Promise.all(
      Array.from({ length: 14 }, (_, index) =>
        clinic.call('POST', '/auth/step-up', { token, json: { password: `guess number ${index}` } }),
      ),
    );
    expect(proofs.filter((answer) => answer.status === 429).length).toBeGreaterThanOrEqual(4);
  });
});

test('S17: behind the portal each client has a count of its own, whatever it says of itself', async () => {
  // What ends TLS adds the address that called it to what the client claims.
  const guess = (client: string, index: number) =>
    ask(clinic.run.web, 'POST', '/api/v1/auth/reset', {
      headers: { 'x-forwarded-for': `10.9.0.${index}, ${client}`, 'x-proxy-token': 'guessed' },
      json: { token: `portal-guess-${index}`, password: 'slow green ferry home' },
    });
  const [guesser, neighbor] = ['198.51.100.7', '198.51.100.8'];
  const guesses = await Promise.all(Array.from({ length: 25 }, (_, index) => guess(guesser, index)));
  expect(guesses.filter((answer) => answer.status === 429).length).toBeGreaterThanOrEqual(5);
  expect((await guess(neighbor, 0)).status).not.toBe(429);
});

test('S17: a hundred wrong sign-ins of one address behind TLS lock out no one else', async () => {
  const { email, password } = await clinic.hire(admin);
  const signIn = (client: string, json: object) =>
    ask(clinic.run.web, 'POST', '/api/v1/auth/login', { headers: { 'x-forwarded-for': client }, json });
  const wrong = await Promise.all(
    Array.from({ length: 110 }, (_, index) =>
      signIn('198.51.100.17', { email: `no-one-${index}@elsewhere.example`, password: 'a wrong password' }),
    ),
  );
  expect(wrong.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(10);
  expect((await signIn('198.51.100.17', { email, password })).status).toBe(429);
  expect((await signIn('198.51.100.18', { email, password })).status).toBe(200);
});

describe('S18: who has an account', () => {
  test('is revealed neither by the words of the sign-in nor by the work that it takes', async () => {
    const { email } = await clinic.hire(admin);
    const unknown = `${randomUUID()}@clinic.example`;
    const wrong = 'not this one at all';
    expect(without(await login(unknown, wrong))).toEqual(without(await login(email, wrong)));
    // Both hash a password, which is most of it; time would depend on other programs on the machine.
    const host = pidOf(clinic.run, 'api');
    const worked = async (address: string): Promise<number> => {
      const before = workOf(host);
      for (let count = 0; count < 40; count++) {
        await clinic.rows('delete from rate_limits');
        expect((await login(address, wrong)).status).toBe(401);
      }
      return workOf(host) - before;
    };
    const [known, none] = [await worked(email), await worked(unknown)];
    expect(none / known).toBeGreaterThan(0.6);
    expect(none / known).toBeLessThan(1.7);
  });

  test('a disabled one, and one that has not chosen a password, are answered like none', async () => {
    const gone = await clinic.hire(admin);
    await clinic.call('POST', `/staff/${gone.id}/disable`, { token: admin, json: {} });
    const invited = `${randomUUID()}@clinic.example`;
    await clinic.call('POST', '/staff', {
      token: admin,
      json: { email: invited, name: 'In Vited', role: 'billing_clerk' },
    });
    const unknown = without(await login(`${randomUUID()}@clinic.example`, gone.password));
    expect(without(await login(gone.email, gone.password))).toEqual(unknown);
    expect(without(await login(invited, gone.password))).toEqual(unknown);
  });

  test('nor is it revealed by a one-time link that does not work', async () => {
    const { id, email } = await clinic.hire(admin);
    const links = async () =>
      (await clinic.mailTo(email)).flatMap(({ text }) => /#(\S+)/.exec(text)?.[1] ?? []);
    const link = async () => {
      const before = await links();
      await clinic.call('POST', `/staff/${id}/reset-link`, { token: admin, json: {} });
      let added: string[] = [];
      await until('the link arrives', WAIT, async () => {
        added = (await links()).filter((each) => !before.includes(each));
        return added.length > 0;
      });
      return added[0] ?? '';
    };
    const old = await link();
    await link();
    const use = (token: string) =>
      clinic.call('POST', '/auth/reset', {
        from: elsewhere(),
        json: { token, password: 'slow green ferry home' },
      });
    expect(without(await use(old))).toEqual(without(await use(old.replace(/.$/, '_'))));
  });
});

describe('S19: registering', () => {
  test('by ten at the same moment makes one admin', () => {
    const { statuses, staff } = clinic.firstAdmin;
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    // The admin, and the clerk whom the admin registered.
    expect(staff).toBe(2);
  });

  test('is for no one without an admin’s token once the clinic has its admin', async () => {
    const json = {
      email: 'new@clinic.example',
      password: 'green kettle on the stove',
      name: 'New',
      role: 'admin',
    };
    const clerk = await clinic.signIn(clinic.clerk);
    const withCode = { ...json, setup_code: clinic.run.setupCode };
    expect((await clinic.call('POST', '/auth/register', { json })).status).toBe(401);
    expect((await clinic.call('POST', '/auth/register', { json: withCode })).status).toBe(401);
    expect((await clinic.call('POST', '/auth/register', { token: clerk, json: withCode })).status).toBe(403);
    expect(await clinic.rows(`select from staff where email = 'new@clinic.example'`)).toEqual([]);
  });

  test.each([
    ['another case', (email: string) => email.toUpperCase()],
    ['spaces around it', (email: string) => ` ${email} `],
    ['a Cyrillic letter', (email: string) => email.replace('a', 'а')],
    ['a full-width letter', (email: string) => email.replace('@', '＠')],
    ['a character of no width', (email: string) => email.replace('@', '\u200b@')],
    ['a mark that turns the direction', (email: string) => `\u202e${email}`],
    ['a combining accent', (email: string) => email.replace('@', '\u0301@')],
    ['a domain in Unicode', (email: string) => email.replace('clinic', 'clınıc')],
    ['a second address behind it', (email: string) => `${email},evil@evil.example`],
    ['a mail header behind it', (email: string) => `${email}\r\nBcc: evil@evil.example`],
  ])('an address that looks like someone’s: %s', async (_, change) => {
    const json = { email: change(clinic.admin.email), name: 'Ada Admin', role: 'admin' };
    const answer = await clinic.call('POST', '/staff', { token: admin, json });
    expect([400, 409]).toContain(answer.status);
  });
});

test.each([
  'Password1!',
  'Password1234!',
  'clinic2026',
  'clinic2026clinic2026',
  'aaaaaaaaaaaaaaa',
  'harbour street',
  'unbelievable',
  'qwertyuiop12',
  '1qaz2wsx3edc',
])('S21: the password %s is refused', async (password) => {
  const json = {
    email: `${randomUUID()}@clinic.example`,
    password,
    name: 'New Person',
    role: 'billing_clerk',
  };
  const answer = await clinic.call('POST', '/auth/register', { token: admin, json });
  expect(answer.body).toMatchObject({ status: 400, errors: [{ path: 'password' }] });
});

test('S73: no one has an account but those who were registered, and no example opens one', async () => {
  const [counted] = await clinic.rows<{ count: number }>(
    `select count(*)::int as count from staff where email not like '%@clinic.example'`,
  );
  expect(counted?.count).toBe(0);
  for (const [email, password] of [
    ['admin@demo.clinic', 'admin'],
    ['admin@clinic.example', 'change-me-setup-code'],
    ['admin', 'admin'],
  ] as const) {
    expect([400, 401]).toContain((await login(email, password)).status);
  }
});

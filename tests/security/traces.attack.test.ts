/** What is left behind: in answers to faults, in logs, queues and messages, and at Stripe. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { until } from '../../infra/processes/time.ts';
import { lookEverywhere } from '../proofs/privacy/search.ts';
import { type AttackedClinic, attackedClinic, ENTRY_POINTS, WAIT } from '../support/attacked/clinic.ts';

let clinic: AttackedClinic;
let admin: string;
let clerk: string;
beforeAll(async () => {
  clinic = attackedClinic();
  admin = await clinic.signIn(clinic.admin);
  clerk = await clinic.signIn(clinic.clerk);
});
afterAll(() => clinic.close());

describe('S60: a fault of ours', () => {
  /** From here on the database fails when someone of this name is added. */
  async function trap(name: string): Promise<void> {
    const trigger = `trap_${randomUUID().replaceAll('-', '')}`;
    await clinic.rows(`create function ${trigger}() returns trigger language plpgsql as
      $$ begin if new.name = '${name}' then raise exception 'secret words of the database about %', new.name; end if; return new; end $$`);
    await clinic.rows(
      `create trigger ${trigger} before insert on patients for each row execute function ${trigger}()`,
    );
    onTestFinished(async () => {
      await clinic.rows(`drop function ${trigger}() cascade`);
    });
  }

  test('reveals nothing but where to find it, at both entry points', async () => {
    const name = `Trapped ${randomUUID()}`;
    await trap(name);
    for (const through of ENTRY_POINTS) {
      const answer = await clinic.call('POST', '/patients', { token: clerk, json: { name }, through });
      expect(answer.body).toMatchObject({
        status: 500,
        code: 'internal_error',
        request_id: answer.headers.get('x-request-id'),
      });
      for (const leak of [
        name,
        'secret words',
        'insert',
        'relation',
        '/functions/',
        '.ts',
        'at ',
        'postgres',
        'error:',
      ])
        expect(answer.text, leak).not.toContain(leak);
      const log = () => readFileSync(join(clinic.run.directory, 'logs', 'clinic.jsonl'), 'utf8');
      const id = answer.headers.get('x-request-id') ?? '';
      await until('its line in the log', WAIT, () => log().includes(id));
    }
  });
});

describe('after everything that was played here', () => {
  let invoice: Awaited<ReturnType<AttackedClinic['issue']>>;
  const patient = { name: 'Tracy Traceable', phone: '+15557654321', dob: '1944-12-30' };
  const description = 'Hysteroscopy and biopsy';
  beforeAll(async () => {
    // One of each that goes through, and one of each that does not.
    invoice = await clinic.issue(clerk, { description, patient });
    await clinic.call('POST', `/invoices/${invoice.id}/send`, {
      token: clerk,
      json: { notify: ['email', 'sms'] },
    });
    await clinic.pay(clerk, invoice.id);
    await clinic.call('POST', '/auth/login', {
      json: { email: clinic.admin.email, password: 'guessed-in-vain-1' },
    });
    await clinic.call('GET', '/patients', { token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl' });
    await clinic.call('GET', '/patients?query=Traceable', { token: clerk });
    await clinic.call('GET', `/public/invoices/${invoice.token}x`);
    await clinic.call('POST', '/patients', { token: clerk, json: { name: 'x', card: '4242424242424242' } });
    await clinic.call('POST', '/webhooks/stripe', {
      body: '{}',
      headers: { 'stripe-signature': 't=1,v1=abc' },
    });
    await until('the messages', WAIT, async () => (await clinic.mailTo(invoice.email)).length > 1);
  });

  test('S61: no log holds a password, a token, a key, a link or a card', () => {
    const folder = join(clinic.run.directory, 'logs');
    const logs = readdirSync(folder).map((name) => ({
      name,
      text: readFileSync(join(folder, name), 'utf8'),
    }));
    expect(logs.find(({ name }) => name === 'clinic.jsonl')?.text).toContain('"operation":"patients-create"');
    const secrets = [
      ...[clinic.admin.password, clinic.clerk.password, 'slow green ferry home', 'guessed-in-vain-1'],
      ...[admin, clerk, invoice.token, clinic.run.setupCode],
      ...Object.entries(clinic.secrets).flatMap(([name, value]) =>
        name === 'TWILIO_ACCOUNT_SID' ? [] : [value],
      ),
    ];
    for (const { name, text } of logs) {
      for (const secret of secrets)
        expect(text.includes(secret), `${name}: ${secret.slice(0, 4)}…`).toBe(false);
      expect(text, name).not.toMatch(
        /eyJ[\w-]{10,}\.eyJ|Bearer |\$argon2|clinic_refresh=|sk_test_\w|whsec_\w|\b4242\d{12}\b/,
      );
    }
  });

  test('S61: the database holds hashes of what grants access, and no card', async () => {
    const [tables] = await clinic.rows<{ text: string }>(
      `select string_agg(t::text, ' ') as text from (
         select to_jsonb(s)::text from staff s union all select to_jsonb(r)::text from refresh_tokens r
         union all select to_jsonb(l)::text from patient_links l union all select to_jsonb(a)::text from audit_logs a
         union all select to_jsonb(i)::text from idempotency_keys i) t`,
    );
    const text = tables?.text ?? '';
    expect(text).toContain('$argon2id$');
    for (const secret of [
      clinic.admin.password,
      admin,
      clerk,
      invoice.token,
      '4242424242424242',
      'guessed-in-vain-1',
    ])
      expect(text).not.toContain(secret);
  });

  test('S62: health and person stand in no log, queue, message or request to Stripe', async () => {
    const words = [description, 'Traceable', '7654321', patient.dob];
    const allowed: Record<string, string[]> = {
      'sms-number': ['7654321'],
      database: [description, 'Traceable'],
      'database-files': [description, 'Traceable'],
    };
    const leaks = (await lookEverywhere(clinic.run)).flatMap(({ place, where, text }) =>
      words
        .filter((word) => text.includes(word) && !allowed[place]?.includes(word))
        .map((word) => `${word} in ${place}: ${where}`),
    );
    expect(leaks).toEqual([]);
    const [mail] = await clinic.mailTo(invoice.email);
    expect(`${mail?.subject}${mail?.text}`).toContain(invoice.number);
  });

  test('S62: an id in an address reveals nothing, and the token of a link is never a query', () => {
    expect(invoice.url).toMatch(/^https:\/\/billing\.example\/patient\/invoice\/[\w-]{51}$/);
    expect(invoice.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('S64: what is personal is kept in no cache', async () => {
    const paid = await clinic.issue(clerk, {});
    await clinic.pay(clerk, paid.id);
    for (const path of [
      `/patients/${paid.patientId}`,
      `/invoices/${paid.id}`,
      `/invoices/${paid.id}/pdf`,
      `/public/invoices/${paid.token}`,
      `/public/receipts/${paid.token}/pdf`,
      '/audit/export',
    ]) {
      for (const through of ENTRY_POINTS) {
        const { status, headers } = await clinic.call('GET', path, { token: admin, through });
        expect(status, path).toBe(200);
        expect(headers.get('cache-control'), path).toBe('no-store');
        expect(headers.get('etag') ?? '', path).toMatch(/^("(\d+\.)?[0-9a-f]{16}")?$/);
      }
    }
  });
});

/** Sending the link of a patient's account: what is said, what needs attention, and what is never sent. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openAccountLink } from '../../functions/capabilities/links/open.ts';
import { resendMessage } from '../../functions/capabilities/messages/resend.ts';
import { createAccountLink } from '../../functions/capabilities/patients/account-link.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { runWork } from '../../functions/capabilities/work/run.ts';
import { type Inbox, startInbox } from '../../infra/local/inbox/server.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';

const by = bySystem('test');
let folder: string;
let inbox: Inbox;
let clinic: TestClinic;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'account-messages-'));
  inbox = await startInbox({ port: 0, smtpPort: 0, folder, account: { sid: 'AC1', token: 'secret' } });
  const settings = {
    SMTP_URL: inbox.smtpUrl,
    TWILIO_API_BASE: inbox.url,
    TWILIO_ACCOUNT_SID: 'AC1',
    TWILIO_AUTH_TOKEN: 'secret',
    TWILIO_FROM: '+15550100000',
  };
  clinic = await openClinic({ settings });
});
afterAll(async () => {
  await clinic.close();
  await inbox.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  inbox.store.clear();
  await faults({});
});

const faults = (change: object) =>
  fetch(`${inbox.url}/_control/faults`, { method: 'POST', body: JSON.stringify(change) });

describe('the link of an account', () => {
  /** A patient who owes an invoice and was just sent the link of the account. */
  async function sentTo(channel: 'email' | 'sms', contact: object = {}): Promise<string> {
    const patientId = await clinic.patient({ phone: '+15550107777', ...contact });
    await clinic.issued({ patientId });
    await createAccountLink(clinic.app, { patientId, channels: [channel] }, clinic.clerk);
    return patientId;
  }
  const ofPatient = async (patientId: string) =>
    (await clinic.app.db.read.messages.list({ patientId }, { limit: 50 })).data;
  async function deliver(patientId: string): Promise<void> {
    const due = await clinic.rows<{ id: string }>(
      `update outbox set due_at = now() where state = 'pending' and topic = 'send_message'
         and subject_id in (select id::text from messages where patient_id = $1) returning id`,
      [patientId],
    );
    for (const { id } of due) await runWork(clinic.app, id);
  }

  test.each([
    { channel: 'email', language: 'en', words: 'Your account with Harbour Street Clinic' },
    { channel: 'email', language: 'es', words: 'Su cuenta con Harbour Street Clinic' },
    { channel: 'sms', language: 'es', words: 'Harbour Street Clinic: su cuenta: ' },
  ] as const)(
    'goes out by $channel in $language, with the clinic and a link that works, and nothing else',
    async ({ channel, language, words }) => {
      const patientId = await sentTo(channel, { language });
      await deliver(patientId);
      expect(await ofPatient(patientId)).toMatchObject([{ kind: 'account', channel, state: 'sent' }]);
      const [message] = inbox.store.list();
      const said = `${message?.subject ?? ''}\n${message?.text}`;
      expect(said).toContain(words);
      expect(said).not.toMatch(/Consultation|Ana|CLINIC-|[$€]/);
      const token = /\/patient\/account\/([\w-]+)/.exec(message?.text ?? '')?.[1] ?? '';
      expect(await openAccountLink(clinic.app, token, by)).toMatchObject({ patientId });
    },
  );

  test('that bounced needs attention until it is sent again, as a fresh link that ends the old one', async () => {
    const patientId = await sentTo('email');
    await faults({ mail: 'bounce', times: 1 });
    await deliver(patientId);
    const [bounced] = await ofPatient(patientId);
    expect(bounced).toMatchObject({ state: 'failed', bounced: true, needs_attention: true });
    const attention = { state: 'needs_attention' as const, patientId };
    expect((await clinic.app.db.read.messages.list(attention, { limit: 50 })).data).toHaveLength(1);
    await resendMessage(clinic.app, bounced?.id ?? '', clinic.clerk);
    await deliver(patientId);
    expect(await ofPatient(patientId)).toMatchObject([
      { kind: 'account', state: 'sent', invoice_id: null },
      { state: 'failed', needs_attention: false },
    ]);
    const links = await clinic.app.db.read.links.listOfAccount(patientId, new Date());
    expect(links.map(({ state }) => state)).toEqual(['active', 'expired']);
  });

  test('that bounced needs no attention once nothing is owed', async () => {
    const patientId = await clinic.patient();
    await createAccountLink(clinic.app, { patientId, channels: ['email'] }, clinic.clerk);
    await faults({ mail: 'bounce', times: 1 });
    await deliver(patientId);
    expect(await ofPatient(patientId)).toMatchObject([{ state: 'failed', needs_attention: false }]);
  });

  test('is not sent to a patient who was erased meanwhile, nor sent again', async () => {
    const patientId = await clinic.patient();
    await createAccountLink(clinic.app, { patientId, channels: ['email'] }, clinic.clerk);
    await clinic.app.db.transaction((tx) => tx.patients.erase(patientId, clinic.app.clock.now()));
    await deliver(patientId);
    expect(inbox.store.list()).toHaveLength(0);
    const [message] = await ofPatient(patientId);
    expect(message).toMatchObject({ state: 'failed', address: null });
    await expect(resendMessage(clinic.app, message?.id ?? '', clinic.clerk)).rejects.toMatchObject({
      fields: [{ path: 'notify', code: 'no_address' }],
    });
  });
});

/** Keys are rotated beside the running clinic: the old one works for a while, then nothing needs it any more. */
import { createHash } from 'node:crypto';
import pg from 'pg';
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resetPassword } from '../../functions/capabilities/auth/reset.ts';
import { createEncryption } from '../../functions/edges/security/encryption.ts';
import { createTokens } from '../../functions/edges/security/tokens.ts';
import { verifyEvent } from '../../functions/edges/stripe/verify.ts';
import { openEmergencyAccess } from '../../infra/operate/emergency-access.ts';
import { rewrapAll, ringOf } from '../../infra/operate/keys-rotate-data.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { paymentEvents } from '../support/stripe-events.ts';

const OLD = `k1:${createHash('sha256').update('test data key').digest('base64')}`;
const NEW = `k2:${createHash('sha256').update('another data key').digest('base64')}`;

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic({ settings: { DATA_KEYS: OLD } });
});
afterAll(() => clinic.close());

test('S76: the ring: after wrapping anew, the old key can be thrown away', async () => {
  const patientId = await clinic.patient({ email: 'ana@patients.example', dob: '1980-02-03' });
  const invoice = await clinic.issued({ patientId });
  // One event about the patient, and one about no one.
  await clinic.receive(paymentEvents({ invoiceId: invoice.id, amountCents: 100_00 }).intentSucceeded);
  await clinic.receive(
    paymentEvents({ invoiceId: '6f1c1a34-6a56-4a53-9ad5-5b4bd4d3f5f5', amountCents: 1 }).intentSucceeded,
  );

  const database = new pg.Client({ connectionString: clinic.database.appUrl });
  await database.connect();
  const both = createEncryption(ringOf(`${NEW},${OLD}`), Buffer.alloc(32));
  expect(await rewrapAll(database, both)).toMatchObject({
    'patients.data_key': 1,
    'stripe_events.payload': 1,
  });
  expect(await rewrapAll(database, both)).toMatchObject({
    'patients.data_key': 0,
    'stripe_events.payload': 0,
  });

  const onlyNew = createEncryption(ringOf(NEW), Buffer.alloc(32));
  const { rows } = await database.query('select data_key, dob from patients where id = $1', [patientId]);
  expect(onlyNew.open(onlyNew.unwrap(rows[0].data_key), rows[0].dob, 'patient.dob')).toBe('1980-02-03');
  const events = await database.query('select payload from stripe_events where patient_id is null');
  for (const { payload } of events.rows)
    expect(onlyNew.openUnderRing(payload, 'stripe_event.payload')).toContain('evt_');
  await database.end();
});

test('S76: the secret of access tokens: both work during the overlap, the old one not after it', async () => {
  const clock = { now: () => new Date() };
  const tokens = (...jwtSecrets: string[]) =>
    createTokens({ jwtSecrets, linkSecrets: ['link'], setupCode: 'code' }, clock);
  const [old, fresh] = [
    'an old secret that is long enough for it',
    'a new secret that is long enough for it',
  ];
  const staff = { id: 'x', email: 'x', name: 'x', role: 'admin' as const };
  const before = await tokens(old).accessToken(staff, 'session', clock.now());
  expect(await tokens(fresh, old).readAccessToken(before)).toMatchObject({ staffId: 'x' });
  expect(await tokens(fresh).readAccessToken(before)).toBeUndefined();
  const after = await tokens(fresh, old).accessToken(staff, 'session', clock.now());
  expect(await tokens(fresh).readAccessToken(after)).toMatchObject({ staffId: 'x' });
});

test('S76: the secret of webhooks: both work during the overlap, the old one not after it', () => {
  const [old, fresh] = ['whsec_an_old_secret', 'whsec_a_new_secret'];
  const event = paymentEvents({
    invoiceId: '6f1c1a34-6a56-4a53-9ad5-5b4bd4d3f5f5',
    amountCents: 1,
  }).completed;
  const payload = JSON.stringify(event);
  const signed = (secret: string) => Stripe.webhooks.generateTestHeaderString({ payload, secret });
  const verify = (secret: string, ...ours: string[]) => verifyEvent(ours, payload, signed(secret));
  expect(verify(old, fresh, old)).toMatchObject({ id: event.id });
  expect(verify(fresh, fresh, old)).toMatchObject({ id: event.id });
  expect(verify(old, fresh)).toBe('not_signed');
  expect(verify(fresh, fresh)).toMatchObject({ id: event.id });
});

test('emergency access works once and is in the trail', async () => {
  const database = new pg.Client({ connectionString: clinic.database.ownerUrl });
  await database.connect();
  const token = await openEmergencyAccess(database, 'admin@clinic.example', 'everybody forgot');
  await expect(openEmergencyAccess(database, 'unknown@clinic.example', 'x')).rejects.toThrow(
    'No staff account',
  );
  await database.end();
  await resetPassword(clinic.app, token, 'brass bells at midnight', clinic.clerk);
  await expect(
    resetPassword(clinic.app, token, 'brass bells at midnight', clinic.clerk),
  ).rejects.toMatchObject({
    code: 'link_no_longer_valid',
  });
  expect(await clinic.rows(`select details from audit_logs where action = 'emergency_access'`)).toEqual([
    { details: { reason: 'everybody forgot' } },
  ]);
});

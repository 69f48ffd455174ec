import { expect, test } from 'vitest';
import type { Message } from '../lists/message-queries.ts';
import { messageName, messageProgress } from './message-words.ts';

const message = (change: Partial<Message>): Message => ({
  id: '0190d7a0-0000-7000-8000-000000000001',
  kind: 'reminder',
  channel: 'email',
  state: 'sent',
  bounced: false,
  needs_attention: false,
  attempts: 1,
  address: 'a•••@patients.example',
  address_changed: false,
  patient_id: '0190d7a0-0000-7000-8000-000000000002',
  patient_name: 'Ana Pérez',
  invoice_id: '0190d7a0-0000-7000-8000-000000000003',
  invoice_number: 'CLINIC-202611-0001',
  last_error: null,
  created_at: '2026-11-01T00:00:00Z',
  sent_at: null,
  delivered_at: null,
  ...change,
});
const refused = 'The mailbox does not exist or refuses our mail (550).';
const bounced = { state: 'failed', bounced: true, needs_attention: true, last_error: refused } as const;

test.each<[string, Partial<Message>, string]>([
  ['sent at once says nothing', {}, ''],
  ['sent at the third try says so', { attempts: 3 }, 'Tried 3 times.'],
  [
    'waiting after a try says why',
    { state: 'pending', last_error: 'The mail server does not take it for now (451).' },
    'Tried once. The mail server does not take it for now (451). It is retried automatically.',
  ],
  ['bounced says what to do', bounced, `${refused} Correct the address, then send it again.`],
  [
    'bounced before the address was changed says so',
    { ...bounced, address_changed: true },
    `${refused} The address has changed since: send it again.`,
  ],
  ['bounced and sent again since only says what happened', { ...bounced, needs_attention: false }, refused],
  [
    'skipped says why',
    { state: 'skipped', last_error: 'Nothing is owed any more.' },
    'Nothing is owed any more.',
  ],
])('a message that was %s', (_, change, progress) => {
  expect(messageProgress(message(change))).toBe(progress);
});

test('is named by what it is and how it goes', () => {
  expect(messageName(message({ kind: 'fresh_link', channel: 'sms' }))).toBe('New link by text message');
});

/** What goes wrong in a clinic, caused on purpose with the planted words under way: bad input, parts that are away, crashes. */
import { randomUUID } from 'node:crypto';
import { QueueServiceClient } from '@azure/storage-queue';
import { QUEUES } from '../../../functions/contracts/queues.ts';
import type { Route } from '../../../functions/contracts/route.ts';
import type { System } from '../../../infra/local/system.ts';
import { until } from '../../../infra/processes/time.ts';
import {
  control,
  draft,
  issued,
  notified,
  type People,
  raw,
  refused,
  tried,
  WAIT_MILLISECONDS,
} from './desk.ts';
import { textFields } from './fields.ts';
import type { Seen } from './markers.ts';
import { requestsToStripe } from './search.ts';
import type { Clinic } from './staff-flows.ts';

/** Every text of every route is filled with a word that must not be kept, beside one that no one asked for. */
export async function badInput({ run, words }: Clinic, { admin, clerk, adminToken }: People): Promise<void> {
  const { badInput: word } = words;
  const routes = new Map<Route, string[]>();
  for (const { route, path } of textFields()) routes.set(route, [...(routes.get(route) ?? []), path]);
  for (const [route, paths] of routes) {
    // A session that this would end is needed for what comes next.
    const url = route.path
      .replace(/^v1\//, '')
      .replace(/\{\w+\}/g, (part) => (part === '{token}' ? word : randomUUID()));
    const body = Object.fromEntries(paths.map((path) => [path.split(/[.[]/)[0] ?? path, word]));
    if (route.method === 'GET') {
      await raw(run, adminToken, `${url}?${new URLSearchParams({ ...body, [word]: word })}`);
      continue;
    }
    const send = route.method === 'PATCH' ? admin.patch : admin.post;
    await refused(send(url, { ...body, [word]: word }));
    if (route.path.includes('{id}')) await refused(send(url, body));
  }
  await refused(clerk.post('patients', { name: word, dob: '2999-01-01' }));
  await refused(clerk.post('patients', { name: word.repeat(20) }));
  await refused(clerk.get(`invoices/${word}`));
  const cursor = Buffer.from(JSON.stringify([word, word])).toString('base64url');
  for (const list of ['invoices', 'patients', 'payments', 'audit', 'messages'])
    await raw(run, adminToken, `${list}?cursor=${cursor}`);
  await raw(run, word, 'patients');
  await fetch(`${run.api}/api/v1/patients`, {
    method: 'POST',
    body: `{"name": "${word}`,
    headers: {
      authorization: `Bearer ${adminToken}`,
      'content-type': 'application/json',
      'x-request-id': `${word} ${word}`,
    },
  });
  await fetch(`${run.api}/api/v1/webhooks/stripe`, {
    method: 'POST',
    body: word,
    headers: { 'stripe-signature': word },
  });
  await fetch(`${run.api}/api/v1/${word}`);
}

/** Mail and SMS refuse, break and fail; what was to be sent is in no log. */
export async function unsent({ run, words }: Clinic, { clerk }: People, patientId: string): Promise<void> {
  for (const faults of [
    { mail: 'bounce', sms: 'reject' },
    { mail: 'reject', sms: 'error', times: 2 },
    { mail: 'drop', sms: 'drop', times: 2 },
  ]) {
    await control(run.inbox, 'faults', faults);
    const { id } = await issued(clerk, patientId, { description: words.treatment, notes: words.notes });
    if (faults.mail === 'bounce') await notified(clerk, id, 2);
  }
  await control(run.inbox, 'faults', { mail: 'none', sms: 'none' });
}

/** Stripe refuses, breaks, answers rubbish and hangs up while pages are asked for. */
export async function stripeTrouble(
  { run, words }: Clinic,
  { clerk }: People,
  patientId: string,
): Promise<void> {
  for (const fault of [
    { mode: 'status', status: 400 },
    { mode: 'status', status: 402 },
    { mode: 'rate_limit' },
    { mode: 'error_500' },
    { mode: 'html502' },
    { mode: 'reset' },
    { mode: 'lose_response' },
  ]) {
    await control(run.stripe, 'faults', { method: 'POST', times: 3, ...fault });
    await issued(clerk, patientId, { description: words.treatment, notes: words.notes });
    await control(run.stripe, 'faults', {}, 'DELETE');
  }
}

/** A message that is none of ours goes to the dead letters. */
export async function poisoned({ run }: Clinic, { admin }: People): Promise<void> {
  const queue = QueueServiceClient.fromConnectionString(run.storageConnection).getQueueClient(QUEUES.work);
  await queue.sendMessage(Buffer.from('{"not":"ours"}').toString('base64'));
  type Dead = { data: { id: string }[] };
  await until(
    'the dead letter',
    WAIT_MILLISECONDS,
    async () => (await admin.get<Dead>('work')).data.length > 0,
  );
  const [deadLetter] = (await admin.get<Dead>('work')).data;
  await tried(admin.post(`work/${deadLetter?.id}/redrive`, {}, randomUUID()));
}

/**
 * Storage, Stripe and the database are away, and the host dies, each with work under way; all come back.
 *
 * @returns what Stripe's stand-in was sent until it was away, which it then no longer has
 */
export async function outages(
  system: System,
  clinic: Clinic,
  people: People,
  patientId: string,
): Promise<Seen[]> {
  const { words, run } = clinic;
  const { clerk } = people;
  const sent: Seen[] = [];
  const { id } = await draft(clerk, patientId, { description: words.treatment, notes: words.notes });
  const under_way = () => [
    tried(issued(clerk, patientId, { description: words.treatment, notes: words.notes })),
    tried(clerk.post('patients', { name: words.name, email: words.email, metadata: { a: words.metadata } })),
    tried(clerk.get(`patients?query=${words.name}`)),
    tried(clerk.post(`invoices/${id}/cancel`, { reason: words.cancelReason })),
    tried(clerk.post('auth/login', { email: words.guessedEmail, password: words.guessedPassword })),
  ];
  for (const part of ['storage', 'stripe', 'inbox', 'postgres'] as const) {
    const before = under_way();
    if (part === 'stripe') sent.push(...(await requestsToStripe(run)));
    await system.down(part, 'SIGKILL');
    await Promise.all([...before, ...under_way()]);
    await system.up(part);
  }
  const dying = under_way();
  await system.kill('host', 'SIGKILL');
  await Promise.all(dying);
  await system.alive('host');
  await until('the clinic is well', WAIT_MILLISECONDS, async () => {
    const answer = await fetch(`${run.api}/api/v1/health/ready`).catch(() => undefined);
    return answer?.status === 200;
  });
  return sent;
}

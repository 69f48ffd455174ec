/** What one request did, and all that happened to an invoice, in order and without a name. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { cancelInvoice } from '../../functions/capabilities/invoices/cancel.ts';
import { sendInvoice } from '../../functions/capabilities/invoices/send.ts';
import { openClinic, type TestClinic, testSettings } from '../support/clinic.ts';
import { paymentEvents } from '../support/stripe-events.ts';

let clinic: TestClinic;
/** A server's home, as setup makes it, around the test's database. */
let home: string;
beforeAll(async () => {
  clinic = await openClinic();
  home = mkdtempSync(join(tmpdir(), 'trace-'));
  mkdirSync(join(home, 'data', 'logs'), { recursive: true });
  const Values = testSettings({ appUrl: clinic.database.appUrl, storage: inject('storage') });
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ Values, answers: {} }), { mode: 0o600 });
});
afterAll(async () => {
  await clinic.close();
  rmSync(home, { recursive: true });
});

const log = (entries: readonly object[], name = 'clinic.jsonl') =>
  writeFileSync(
    join(home, 'data', 'logs', name),
    entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
  );

function run(
  script: string,
  args: readonly string[],
): Promise<{ code: number; said: string; lines: string[] }> {
  const env = { ...process.env, CLINIC_HOME: home, DATABASE_URL: undefined, AzureWebJobsStorage: undefined };
  return new Promise((resolve) => {
    execFile(process.execPath, [`infra/operate/${script}.ts`, ...args], { env }, (error, stdout, stderr) =>
      resolve({
        code: error === null ? 0 : Number(error.code ?? 1),
        said: stdout + stderr,
        lines: stdout.trim().split('\n'),
      }),
    );
  });
}

/** Whether texts stand in the lines in this order. */
function expectInOrder(lines: readonly string[], texts: readonly RegExp[]): void {
  let from = 0;
  for (const text of texts) {
    const at = lines.findIndex((line, index) => index >= from && text.test(line));
    expect(at, `${text} in\n${lines.join('\n')}`).toBeGreaterThanOrEqual(0);
    from = at + 1;
  }
}

test('npm run logs shows the log lines, jobs and audit rows of one request, also from rotated files', async () => {
  const { id } = await clinic.issued();
  const by = { ...clinic.clerk, requestId: 'request-of-the-send' };
  await sendInvoice(clinic.app, id, ['email'], by);
  const before = new Date(Date.now() - 60_000).toISOString();
  const after = new Date(Date.now() + 60_000).toISOString();
  const of = (time: string, event: string, more: object) => ({ level: 'info', time, event, ...more });
  log(
    [of(before, 'request', { request_id: by.requestId, operation: 'invoices-send' })],
    'clinic.jsonl.20260101T000000000Z',
  );
  log([
    of(after, 'stripe_call', {
      request_id: by.requestId,
      operation: 'openCheckout',
      stripe_request_ids: ['req_1'],
    }),
    of(after, 'message_processed', { request_id: by.requestId, queue: 'work', outcome: 'done' }),
    of(after, 'request', { request_id: 'another', operation: 'invoices-list' }),
  ]);
  const { code, lines, said } = await run('logs', ['--request', by.requestId]);
  expect(code, said).toBe(0);
  expectInOrder(lines, [
    /log info +request /,
    /audit +staff send_invoice/,
    /log info +stripe_call .*req_1/,
    /queue=work/,
  ]);
  expect(
    lines.some((line) => /job +(open_checkout|send_message)/.test(line)),
    said,
  ).toBe(true);
  expect(said).not.toContain('invoices-list');
  expect(said).not.toContain('Ana');
});

test('npm run timeline shows everything that happened to an invoice, by number or id', async () => {
  const { id } = await clinic.issued();
  const [row] = await clinic.rows<{ number: string }>(
    'select invoice_number as number from invoices where id = $1',
    [id],
  );
  const events = paymentEvents({ invoiceId: id, amountCents: 100_00 });
  await clinic.receive(events.chargeSucceeded);
  const other = await clinic.issued();
  await cancelInvoice(clinic.app, { id: other.id, reason: 'x', version: undefined }, clinic.clerk);
  const { code, lines, said } = await run('timeline', [String(row?.number).toLowerCase()]);
  expect(code, said).toBe(0);
  for (const text of [
    /number +invoice/,
    /ledger +.*receivable 10000 usd/,
    /payment +.*succeeded/,
    /stripe event +charge\.succeeded/,
  ])
    expect(
      lines.some((line) => text.test(line)),
      `${text} in\n${said}`,
    ).toBe(true);
  expect(lines.map((line) => line.slice(0, 24))).toEqual(lines.map((line) => line.slice(0, 24)).toSorted());
  expect(said).not.toContain(other.id);
  expect(said).not.toContain('Ana');
  expect((await run('timeline', [id])).lines).toEqual(lines);
});

test('what is not known is one line and a failure', async () => {
  expect(await run('timeline', ['CLINIC-000000-1'])).toMatchObject({
    code: 1,
    said: 'There is no invoice CLINIC-000000-1.\n',
  });
  expect(await run('logs', [])).toMatchObject({ code: 1 });
  expect(await run('logs', ['--request', 'nothing'])).toMatchObject({ code: 1 });
});

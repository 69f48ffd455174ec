/** What a list’s filter comes to: the same rows as the list, and running totals that agree with them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelInvoice } from '../../functions/capabilities/invoices/cancel.ts';
import type { InvoiceFilter } from '../../functions/capabilities/ports/invoices.ts';
import { sumInvoices } from '../../functions/capabilities/reports/invoice-sums.ts';
import { sumPayments } from '../../functions/capabilities/reports/payment-sums.ts';
import { dayIn } from '../../functions/domain/calendar.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { line, payOffline } from '../support/clinic-builder.ts';

let clinic: TestClinic;
let anaId: string;
beforeAll(async () => {
  clinic = await openClinic();
  anaId = await clinic.patient({ name: 'Ana Sumida' });
  const mine = { patientId: anaId };
  await clinic.draft({ ...mine, lines: [line(10_00)] });
  await clinic.issued({ ...mine, lines: [line(200_00)] });
  await clinic.issued({ ...mine, currency: 'eur', lines: [line(70_00)] });
  await clinic.issued({ lines: [line(5_00)], dueOn: '2025-01-31' });
  const { id } = await clinic.issued({ lines: [line(40_00)] });
  await payOffline(clinic.app, clinic.clerk, id, 15_00);
  const { id: cancelled } = await clinic.issued({ lines: [line(99_00)] });
  await cancelInvoice(clinic.app, { id: cancelled, reason: 'entered twice' }, clinic.clerk);
});
afterAll(() => clinic.close());

const sums = async (filter: Partial<InvoiceFilter>) => {
  const { timeZone } = clinic.app.clinic;
  const today = dayIn(timeZone, clinic.app.clock.now());
  const found = await sumInvoices(clinic.app, { today, timeZone, ...filter });
  return found.map(({ currency, count, total_cents, balance_cents }) => [
    currency,
    count,
    total_cents,
    balance_cents,
  ]);
};

test('everything, by currency', async () => {
  expect(await sums({})).toEqual([
    ['eur', 1, 70_00, 70_00],
    ['usd', 5, 354_00, 230_00],
  ]);
});

test('what is owed, from the running totals, is what the same invoices come to one by one', async () => {
  expect(await sums({ status: 'outstanding' })).toEqual([
    ['eur', 1, null, 70_00],
    ['usd', 3, null, 230_00],
  ]);
  expect(await sums({ status: 'outstanding', from: '2000-01-01' })).toEqual([
    ['eur', 1, 70_00, 70_00],
    ['usd', 3, 245_00, 230_00],
  ]);
  expect(await sums({ status: 'overdue' })).toEqual([['usd', 1, null, 5_00]]);
  expect(await sums({ status: 'overdue', from: '2000-01-01' })).toEqual([['usd', 1, 5_00, 5_00]]);
});

test('of a patient, a status or a name, and of nothing', async () => {
  expect(await sums({ patientId: anaId, status: 'draft' })).toEqual([['usd', 1, 10_00, 0]]);
  expect(await sums({ query: 'sumida', status: 'issued' })).toEqual([
    ['eur', 1, 70_00, 70_00],
    ['usd', 1, 200_00, 200_00],
  ]);
  expect(await sums({ query: 'no one of this name' })).toEqual([]);
});

test('payments, by currency', async () => {
  const { timeZone } = clinic.app.clinic;
  const expected = [{ currency: 'usd', count: 1, amount_cents: 15_00, refunded_cents: 0 }];
  expect(await sumPayments(clinic.app, { timeZone })).toEqual(expected);
  expect(await sumPayments(clinic.app, { timeZone, method: 'cash' })).toEqual(expected);
  expect(await sumPayments(clinic.app, { timeZone, status: 'failed' })).toEqual([]);
});

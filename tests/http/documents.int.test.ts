/** The documents that the desk hands over: the receipt of one payment, and a credit note. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatMoney } from '../../functions/domain/currency.ts';
import { pdfLines } from '../../infra/local/clinics/pdf-text.ts';
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

type Answer = { id: string; number: string; receipt_number: string; code: string };
async function post(path: string, json: object, token = clerk): Promise<Answer> {
  const answer = await service.call('POST', path, { token, json });
  expect(answer.status, `${path} ${answer.text}`).toBeLessThan(300);
  return answer.body as Answer;
}

async function issued(language = 'en'): Promise<string> {
  const patient = await post('/patients', { name: 'Ana Pérez', language });
  const items = [
    { description: 'Consultation', quantity: 1, unit_price_cents: 100_00, tax_basis_points: 1000 },
    { description: 'Blood test', quantity: 1, unit_price_cents: 20_00 },
  ];
  const draft = await post('/invoices', { patient_id: patient.id, due_date: '2030-12-31', items });
  await post(`/invoices/${draft.id}/issue`, {});
  return draft.id;
}
const pay = (id: string, amount_cents: number) =>
  post(`/invoices/${id}/payments`, { amount_cents, method: 'cash' });

async function printed(path: string) {
  const answer = await fetch(`${service.host.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${clerk}` },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/pdf');
  const lines = pdfLines(new Uint8Array(await answer.arrayBuffer()));
  return { lines, name: answer.headers.get('content-disposition') };
}
const refused = async (path: string) => {
  const { status, body } = await service.call('GET', path, { token: clerk });
  return [status, (body as Answer).code];
};

describe('the receipt of a payment', () => {
  test('shows this payment alone, its number, and what is owed now', async () => {
    const id = await issued();
    const first = await pay(id, 30_00);
    await pay(id, 25_50);
    const { lines, name } = await printed(`/payments/${first.id}/receipt`);
    expect(name).toContain(`${first.receipt_number}.pdf`);
    for (const text of [`Receipt ${first.receipt_number}`, 'Ana Pérez', 'Cash', '$30.00', '$74.50'])
      expect(lines).toContain(text);
    expect(lines).not.toContain('$25.50');
  });

  test('is refused once the payment is reversed, and for one that is unknown', async () => {
    const payment = await pay(await issued(), 10_00);
    await service.call('POST', '/auth/step-up', { token: admin, json: { password: ADMIN.password } });
    await post(`/payments/${payment.id}/reverse`, { reason: 'entered twice' }, admin);
    expect(await refused(`/payments/${payment.id}/receipt`)).toEqual([409, 'payment_not_received']);
    expect(await refused('/payments/0190a0e6-0000-7000-8000-000000000000/receipt')).toEqual([
      404,
      'payment_unknown',
    ]);
  });
});

describe('the document of a credit note', () => {
  test('shows the credited lines, the tax within them and what was taken off the debt', async () => {
    const id = await issued();
    const { body } = await service.call('GET', `/invoices/${id}`, { token: clerk });
    const [consultation] = (body as { items: { id: string }[] }).items;
    const note = await post(`/invoices/${id}/credit-notes`, {
      lines: [{ invoice_item_id: consultation?.id, amount_cents: 55_00 }],
      reason: 'not given, says nurse Kim',
    });
    const { lines, name } = await printed(`/invoices/${id}/credit-notes/${note.id}/pdf`);
    expect(name).toContain(`${note.number}.pdf`);
    for (const text of [`Credit note ${note.number}`, 'Ana Pérez', 'Consultation', '$55.00', '$5.00'])
      expect(lines).toContain(text);
    expect(lines.join(' ')).not.toContain('nurse Kim');
  });

  test('speaks the patient’s language, and is that of this invoice only', async () => {
    const id = await issued('es');
    const note = await post(`/invoices/${id}/credit-notes`, { amount_cents: 12_00, reason: 'goodwill' });
    const { lines } = await printed(`/invoices/${id}/credit-notes/${note.id}/pdf`);
    expect(lines).toContain(`Nota de crédito ${note.number}`);
    const other = await issued();
    expect(await refused(`/invoices/${other}/credit-notes/${note.id}/pdf`)).toEqual([
      404,
      'credit_note_unknown',
    ]);
  });
});

describe('the superbill of an invoice', () => {
  const therapy = {
    ...{ description: 'Psychotherapy', quantity: 1, unit_price_cents: 150_00, unit: 'session' },
    service_date: '2026-01-12',
    code: { system: 'CPT', code: '90837' },
    practitioner: { name: 'Dr. Ana Ruiz', licence_number: 'NPI 1234567893' },
    location: 'Room 2',
  };
  const invoiceOf = async (items: object[]) => {
    const patient = await post('/patients', { name: 'Ana Pérez', postal_address: '5 Old Road' });
    return (await post('/invoices', { patient_id: patient.id, due_date: '2030-12-31', items })).id;
  };

  test('has dates, codes, practitioners with their licences, payments and the address, for staff and the patient', async () => {
    const id = await invoiceOf([therapy]);
    expect(await refused(`/invoices/${id}/superbill`)).toEqual([409, 'invoice_not_issued']);
    await post(`/invoices/${id}/issue`, {});
    await pay(id, 150_00);
    const { lines, name } = await printed(`/invoices/${id}/superbill`);
    expect(name).toContain('-superbill.pdf');
    for (const text of ['CPT 90837', 'Dr. Ana Ruiz', 'NPI 1234567893', 'Room 2', '5 Old Road', 'Cash'])
      expect(lines).toContain(text);
    expect(lines).toContain('January 12, 2026');
    expect(lines).not.toContain('Scan to pay');
  });

  test('is offered to the patient by the link, and refused where no line has a code', async () => {
    const id = await invoiceOf([therapy]);
    await post(`/invoices/${id}/issue`, {});
    const { body } = await service.call('GET', `/invoices/${id}`, { token: clerk });
    const { url } = (body as { patient_link: { url: string } }).patient_link;
    const token = url.slice(url.lastIndexOf('/') + 1);
    const { lines } = await printed(`/public/invoices/${token}/superbill`);
    expect(lines).toContain('NPI 1234567893');
    const plain = await issued();
    expect(await refused(`/invoices/${plain}/superbill`)).toEqual([409, 'not_itemized']);
    expect(await refused('/invoices/0190a0e6-0000-7000-8000-000000000000/superbill')).toEqual([
      404,
      'invoice_unknown',
    ]);
  });
});

describe('the statement of a patient', () => {
  test('shows each movement, what is owed and the credit that is kept, in the patient’s language', async () => {
    const patient = await post('/patients', { name: 'Ana Pérez', language: 'es' });
    const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 100_00 }];
    const draft = await post('/invoices', { patient_id: patient.id, due_date: '2030-12-31', items });
    await post(`/invoices/${draft.id}/issue`, {});
    await pay(draft.id, 130_00);
    const { lines, name } = await printed(`/patients/${patient.id}/statement/pdf`);
    expect(name).toMatch(/statement-\d{4}-\d{2}-\d{2}\.pdf/);
    for (const text of [
      'Extracto de cuenta',
      'Factura',
      'Pago',
      'Su saldo a favor en la clínica',
      '30,00\u00a0US$',
    ])
      expect(lines).toContain(text);
  });

  test('is refused for a patient who is unknown', async () => {
    const path = '/patients/0190a0e6-0000-7000-8000-000000000000/statement/pdf';
    expect(await refused(path)).toEqual([404, 'patient_unknown']);
  });
});

describe('the reports of the clinic', () => {
  test('are the aging report with its total and the certificate of a month with every number', async () => {
    const id = await issued();
    const { body } = await service.call('GET', '/reports/ageing', { token: clerk });
    const { total_cents: total } = body as { total_cents: number };
    const ageing = await printed('/reports/ageing/pdf');
    for (const text of ['Aging report', 'Ana Pérez', 'Total owed', formatMoney(total, 'usd')])
      expect(ageing.lines).toContain(text);
    const invoice = (await service.call('GET', `/invoices/${id}`, { token: clerk })).body as {
      invoice_number: string;
    };
    const month = invoice.invoice_number.split('-')[1] ?? '';
    const certificate = await printed(`/numbers/${month}/certificate/pdf?kind=invoice`);
    for (const text of ['Certificate of numbers', invoice.invoice_number, 'Yes'])
      expect(certificate.lines).toContain(text);
  });
});

describe('the confirmation of a refund', () => {
  test('is refused for one that is unknown', async () => {
    expect(await refused('/refunds/0190a0e6-0000-7000-8000-000000000000/pdf')).toEqual([
      404,
      'refund_unknown',
    ]);
  });
});

/** The clinic's details: versions that only an admin adds, and documents that keep the one they were issued with. */

import pg from 'pg';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pdfLines } from '../../infra/local/clinics/pdf-text.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
let admin: string;
let clerk: string;
let owner: pg.Client;
beforeAll(async () => {
  service = await startService();
  admin = await service.signIn(ADMIN.email, ADMIN.password);
  clerk = await service.signIn(CLERK.email, CLERK.password);
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

type Body = {
  id: string;
  version: number;
  logo: string | null;
  code: string;
  errors: { path: string; code: string }[];
};
const edit = async (json: object, token = admin) => {
  const { status, body } = await service.call('PATCH', '/clinic-details', { token, json });
  return { status, body: body as Body };
};
async function post(path: string, json: object): Promise<string> {
  const { body, status, text } = await service.call('POST', path, { token: clerk, json });
  expect(status, text).toBeLessThan(300);
  return (body as Body).id;
}
async function fileOf(path: string, json?: object, token = clerk): Promise<Uint8Array> {
  const answer = await fetch(`${service.host.url}/api/v1${path}`, {
    method: json ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(json && { body: JSON.stringify(json) }),
  });
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
}
const base64 = (text: string) => Buffer.from(text).toString('base64');
const picture = (width: number, height: number) =>
  PNG.sync.write(new PNG({ width, height, fill: true })).toString('base64');
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="teal"/></svg>';

async function issued(): Promise<{ patient: string; invoice: string }> {
  const patient = await post('/patients', {
    name: 'Ana Pérez',
    postal_address: '5 Old Road\nSpringfield',
    tax_number: 'ES-X1234567L',
  });
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 100_00 }];
  const invoice = await post('/invoices', { patient_id: patient, due_date: '2030-12-31', items });
  await post(`/invoices/${invoice}/issue`, {});
  return { patient, invoice };
}

describe('an issued document', () => {
  test('prints the same bytes after the clinic and the patient have changed; a new one prints the new details', async () => {
    await edit({
      legal_name: 'Harbour Street Clinic GmbH',
      postal_address: 'Harbour Street 1\n10115 Berlin',
      tax_numbers: [{ label: 'VAT', value: 'DE811907980' }],
      bank_details: 'IBAN DE89 3704 0044 0532 0130 00',
      logo: picture(300, 100),
    });
    const { patient, invoice } = await issued();
    const payment = await post(`/invoices/${invoice}/payments`, { amount_cents: 10_00, method: 'cash' });
    const note = await post(`/invoices/${invoice}/credit-notes`, { amount_cents: 5_00, reason: 'x' });
    const paths = [
      `/invoices/${invoice}/pdf`,
      `/payments/${payment}/receipt`,
      `/invoices/${invoice}/credit-notes/${note}/pdf`,
    ];
    const before = await Promise.all(paths.map((path) => fileOf(path)));
    for (const text of ['Harbour Street Clinic GmbH', '10115 Berlin', 'VAT: DE811907980', 'Ana Pérez'])
      for (const file of before) expect(pdfLines(file)).toContain(text);
    for (const text of ['5 Old Road', 'Springfield', 'ES-X1234567L'])
      for (const file of before) expect(pdfLines(file)).toContain(text);
    expect(pdfLines(before[0] ?? new Uint8Array())).toContain('Scan to pay');
    expect(pdfLines(before[0] ?? new Uint8Array())).toContain('IBAN DE89 3704 0044 0532 0130 00');

    await edit({
      name: 'Other Clinic',
      postal_address: 'Elsewhere 2',
      page_size: 'LETTER',
      brand_color: '#0B5345',
      logo: base64(SVG),
    });
    await service.call('PATCH', `/patients/${patient}`, {
      token: clerk,
      json: { name: 'Ana Gómez', language: 'es', postal_address: '9 New Road', tax_number: null },
    });
    const after = await Promise.all(paths.map((path) => fileOf(path)));
    for (const [index, file] of after.entries())
      expect(Buffer.from(file).equals(before[index] ?? file)).toBe(true);

    const next = pdfLines(await fileOf(`/invoices/${(await issued()).invoice}/pdf`));
    expect(next).toContain('Other Clinic');
    expect(next).toContain('Elsewhere 2');
  });

  test('loses the name of an erased patient', async () => {
    const { patient, invoice } = await issued();
    await service.call('POST', `/invoices/${invoice}/cancel`, { token: clerk, json: { reason: 'x' } });
    const erased = await service.call('POST', `/patients/${patient}/erase`, {
      token: admin,
      json: { override_reason: 'asked for it' },
    });
    expect(erased.status, erased.text).toBeLessThan(300);
    const lines = pdfLines(await fileOf(`/invoices/${invoice}/pdf`));
    expect(lines).toContain('Erased patient');
    for (const text of ['Ana Pérez', '5 Old Road', 'ES-X1234567L']) expect(lines).not.toContain(text);
    const kept = await owner.query(
      'select postal_address, tax_number from issued_documents where patient_id = $1',
      [patient],
    );
    expect(kept.rows[0]).toEqual({ postal_address: null, tax_number: null });
  });
});

describe('the details', () => {
  test('are changed by an admin only', async () => {
    expect((await edit({ footer: 'x' }, clerk)).status).toBe(403);
    expect((await service.call('GET', '/clinic-details', { token: clerk })).status).toBe(403);
  });

  test('are shown as a sample invoice before they are saved', async () => {
    const before = (await service.call('GET', '/clinic-details', { token: admin })).body as Body;
    const lines = pdfLines(
      await fileOf('/clinic-details/preview', { name: 'Not saved yet', footer: 'Thank you' }, admin),
    );
    for (const text of ['Not saved yet', 'Thank you', 'Sample Patient']) expect(lines).toContain(text);
    expect((await service.call('GET', '/clinic-details', { token: admin })).body).toEqual(before);
  });

  test.each<[string, object, string]>([
    [
      'a tax number of 200 characters',
      { tax_numbers: [{ label: 'VAT', value: 'X'.repeat(200) }] },
      'tax_numbers.0.value',
    ],
    ['a color that is none', { brand_color: 'blue' }, 'brand_color'],
    ['a color that cannot be read on white', { brand_color: '#ffee00' }, 'brand_color'],
    ['no name', { name: ' ' }, 'name'],
    ['an unknown page size', { page_size: 'A3' }, 'page_size'],
    ['a logo that is no image', { logo: base64('MZ this is a program') }, 'logo'],
    ['a broken PNG', { logo: picture(30, 10).slice(0, 80) }, 'logo'],
    ['a logo of too many pixels', { logo: picture(1201, 10) }, 'logo'],
    [
      'an SVG with a script',
      { logo: base64(SVG.replace('<rect', '<script>alert(1)</script><rect')) },
      'logo',
    ],
    ['an SVG with a handler', { logo: base64(SVG.replace('<rect', '<rect onload="alert(1)"')) }, 'logo'],
    [
      'an SVG that loads a picture',
      { logo: base64(SVG.replace('<rect', '<image href="https://evil.example/a.png"/><rect')) },
      'logo',
    ],
    [
      'an SVG that reads a file',
      { logo: base64(`<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${SVG}`) },
      'logo',
    ],
    [
      'an SVG that styles from elsewhere',
      { logo: base64(SVG.replace('fill="teal"', 'fill="url(https://evil.example)"')) },
      'logo',
    ],
    ['an SVG with text', { logo: base64(SVG.replace('<rect', '<text>Clinic</text><rect')) }, 'logo'],
    ['a logo that is no base64', { logo: 'ä'.repeat(10) }, 'logo'],
    ['a field that is unknown', { owner: 'x' }, 'owner'],
  ])('refuse %s and name the field', async (_, json, path) => {
    const { status, body } = await edit(json);
    expect(status).toBe(400);
    expect(body.errors.map((error) => error.path)).toEqual([path]);
  });

  test('keep one of two changes that read the same version', async () => {
    const { version } = (await service.call('GET', '/clinic-details', { token: admin })).body as Body;
    const change = (footer: string) =>
      service.call('PATCH', '/clinic-details', {
        token: admin,
        json: { footer },
        headers: { 'if-match': `"${version}"` },
      });
    const answers = await Promise.all([change('one'), change('other')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });
});

describe('the database', () => {
  test.each([
    ['a changed version', `update clinic_details set details = details || '{"name": "x"}'`],
    ['a deleted version', 'delete from clinic_details'],
    ['no versions at all', 'truncate clinic_details cascade'],
    [
      'a version that skips one',
      `insert into clinic_details (version, details) values (999, '{"name": "x"}')`,
    ],
    ['a document under another name', `update issued_documents set patient_name = 'x'`],
    ['a document for another address', `update issued_documents set postal_address = '\\x00'`],
    [
      'a document of another tax number',
      'update issued_documents set tax_number = null, postal_address = null',
    ],
    ['a document of another version', 'update issued_documents set clinic_version = 1'],
    ['a forgotten document', 'delete from issued_documents'],
    ['forgotten documents', 'truncate issued_documents'],
  ])('refuses %s, to its owner too', async (_, sql) => {
    await issued();
    await expect(owner.query(sql)).rejects.toThrow(/is append-only|keeps|not the next|refus|never|cannot/i);
  });

  test('lets the application write no document by itself', async () => {
    const { rows } = await owner.query<{ allowed: boolean }>(
      `select has_table_privilege('clinic_app', 'issued_documents', 'insert')
         or has_table_privilege('clinic_app', 'clinic_details', 'update') as allowed`,
    );
    expect(rows[0]?.allowed).toBe(false);
  });
});

/** Patients as people write them: names, phones and birth dates in, and found again by any of their forms. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addPatient } from '../../functions/capabilities/patients/create.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
let token: string;
beforeAll(async () => {
  service = await startService({ CLINIC_COUNTRY: 'US' });
  token = await service.signIn(CLERK.email, CLERK.password);
});
afterAll(() => service.stop());

type Saved = { id: string; name: string; phone: string | null; possible_duplicates: { id: string }[] };
const add = async (json: object) => {
  const answer = await service.call('POST', '/patients', { token, json });
  expect(answer.status, answer.text).toBe(201);
  return answer.body as Saved;
};
const found = async (query: string) => {
  const answer = await service.call('GET', `/patients?${new URLSearchParams({ query })}`, { token });
  expect(answer.status, answer.text).toBe(200);
  return (answer.body as { data: { name: string }[] }).data.map(({ name }) => name);
};

describe('a search finds', () => {
  beforeAll(async () => {
    for (const name of [
      'María  del Carmen Ruiz',
      "Siobhán O'Neill",
      'Οδυσσέας Σίσυφος',
      'Jürgen Groß',
      'Иван Петров',
      'Zoe\u0308 Lefe\u0300vre',
      '\uff21kira \uff34anaka',
    ]) {
      await add({ name });
    }
  });
  test.each([
    ['Ruiz, María', 'María  del Carmen Ruiz'],
    ['ruiz maria', 'María  del Carmen Ruiz'],
    ['carmen\u00a0RUIZ\u3000mar', 'María  del Carmen Ruiz'],
    ['O’Neill Siobhan', "Siobhán O'Neill"],
    ['oneill', "Siobhán O'Neill"],
    ['ΣΙΣΥΦΟΣ', 'Οδυσσέας Σίσυφος'],
    ['GROSS, Jurgen', 'Jürgen Groß'],
    ['ПЕТРОВ иван', 'Иван Петров'],
    ['zoë lefèvre', 'Zoë Lefèvre'],
    ['Tanaka Akira', '\uff21kira \uff34anaka'],
  ])('by “%s” %s', async (query, name) => {
    expect(await found(query)).toEqual([name.normalize('NFC')]);
  });
  test.each(['Ruiz Petrov', 'Marian Ruiz', '%', '_', ','])('no one by “%s”', async (query) => {
    expect(await found(query)).toEqual([]);
  });
});

describe('a phone', () => {
  test.each([
    ['(555) 555-0100', '+15555550100'],
    ['212-555-0123', '+12125550123'],
    ['+34 600 12 3611', '+34600123611'],
    ['\u202a+34\u00a0600\u00a012\u00a03622\u202c', '+34600123622'],
  ])('“%s” is kept as %s', async (phone, kept) => {
    expect((await add({ name: 'Phone Owner', phone })).phone).toBe(kept);
  });

  test.each(['+34 600 12 3611', '600 12 3611', '600123611', '0034600123611', '34600123611'])(
    'is found by “%s”',
    async (query) => {
      const { name } = await add({ name: `Of ${query}`, phone: '+34 600 12 3611' });
      expect(await found(query)).toContain(name);
    },
  );

  test.each(['555 0100', '212-555-0123 ext. 7', '12', 'no phone'])(
    '“%s” is refused at its field',
    async (phone) => {
      const answer = await service.call('POST', '/patients', { token, json: { name: 'x', phone } });
      expect(answer.body).toMatchObject({ status: 400, errors: [{ path: 'phone' }] });
    },
  );

  test('is reported at entry when it cannot be texted, and changed the same way', async () => {
    const check = (phone: string) =>
      service.call('POST', '/patients/check', { token, json: { phone } }).then(({ body }) => body);
    expect(await check('+34 912 345 678')).toMatchObject({
      phone: { e164: '+34912345678', international: '+34 912 34 56 78', textable: false },
    });
    expect(await check('+34 600 12 3611')).toMatchObject({ phone: { textable: true } });
    const { id } = await add({ name: 'Landline', phone: '+34 912 345 678' });
    const changed = await service.call('PATCH', `/patients/${id}`, {
      token,
      json: { phone: '(212) 555-0123' },
    });
    expect(changed.body).toMatchObject({ phone: '+12125550123', phone_textable: true });
  });
});

describe('someone who may be here already', () => {
  const person = { name: 'Twice Added', dob: '1980-02-03', email: 'twice@patients.example' };
  test('is added, and named in the reply and before it', async () => {
    const first = await add(person);
    expect(first.possible_duplicates).toEqual([]);
    const again = { name: 'added, twice', dob: '1980-02-03' };
    const checked = await service.call('POST', '/patients/check', { token, json: again });
    expect(checked.body).toMatchObject({
      possible_duplicates: [{ id: first.id, dob: '1980-02-03', email: person.email }],
    });
    expect((await add(again)).possible_duplicates).toMatchObject([{ id: first.id }]);
    expect((await add({ name: person.name })).possible_duplicates).toEqual([]);
    expect((await add({ ...person, name: 'Twice Addedson' })).possible_duplicates).toEqual([]);
  });
  test('by the phone, however it is written', async () => {
    const { id } = await add({ name: 'Same Phone', phone: '(212) 555-0177' });
    expect((await add({ name: 'Same Phone', phone: '+1 212.555.0177' })).possible_duplicates).toMatchObject([
      { id },
    ]);
  });
  test('and is not a duplicate of themselves', async () => {
    const { id } = await add({ name: 'Only Once', email: 'once@patients.example' });
    const changed = await service.call('PATCH', `/patients/${id}`, { token, json: { dob: '1990-01-01' } });
    expect(changed.body).toMatchObject({ possible_duplicates: [] });
    const json = { id, name: 'Only Once', email: 'once@patients.example' };
    const checked = await service.call('POST', '/patients/check', { token, json });
    expect(checked.body).toMatchObject({ possible_duplicates: [] });
  });
});

test('an e-mail address is trimmed first', async () => {
  const answer = await service.call('POST', '/patients', {
    token,
    json: { name: 'Trim', email: ' trim@example.org ' },
  });
  expect(answer.body).toMatchObject({ email: 'trim@example.org' });
});

test.each(['\u200b\u2060', '\u3164', '\u00a0', '\u202eAna', 'Ana\nPérez'])(
  'the name %j is refused',
  async (name) => {
    const answer = await service.call('POST', '/patients', { token, json: { name } });
    expect(answer.body).toMatchObject({ status: 400, errors: [{ path: 'name' }] });
  },
);

test('a list goes on from its own cursor however long the names are, and the cursor holds no name', async () => {
  for (const character of ['ﷺ', '𝔄', 'Ｗ'])
    await add({ name: character.repeat(character === '𝔄' ? 100 : 200) });
  const seen = new Set<string>();
  let cursor: string | null = null;
  do {
    const path = `/patients?limit=1${cursor ? `&cursor=${cursor}` : ''}`;
    const answer = await service.call('GET', path, { token });
    expect(answer.status, answer.text).toBe(200);
    const page = answer.body as { data: { id: string }[]; next_cursor: string | null };
    for (const { id } of page.data) {
      expect(seen.has(id)).toBe(false);
      seen.add(id);
    }
    cursor = page.next_cursor;
    if (cursor) expect(cursor.length).toBeLessThan(100);
  } while (cursor);
  expect(seen.size).toBeGreaterThan(20);
});

describe('what a document and its envelope need of a patient', () => {
  const typed = {
    postal_address: '12 Harbour Street\nSpringfield 01101',
    external_id: 'MRN-0815',
    tax_number: 'ES12345678Z',
    preferred_channel: 'sms',
  };
  const add = (more: object) =>
    service.call('POST', '/patients', { token, json: { name: 'Ava Reader', ...more } });

  test('is kept, found by the record number, and given to no other patient', async () => {
    const first = await add(typed);
    expect(first).toMatchObject({ status: 201, body: typed });
    const { id } = first.body as { id: string };
    const found = await service.call('GET', '/patients?query=mrn-0815', { token });
    expect((found.body as { data: unknown[] }).data).toMatchObject([{ id }]);
    expect(await add({ external_id: 'mrn-0815' })).toMatchObject({
      status: 409,
      body: { code: 'external_id_taken', errors: [{ path: 'external_id' }] },
    });
  });

  test.each([
    ['tax_number', { tax_number: 'x'.repeat(200) }],
    ['external_id', { external_id: 'x'.repeat(61) }],
    ['postal_address', { postal_address: 'x'.repeat(301) }],
    ['preferred_channel', { preferred_channel: 'pigeon' }],
  ])('is refused at %s', async (path, json) => {
    const answer = await add(json);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });
});

describe('a date of birth', () => {
  let clinic: TestClinic;
  beforeAll(async () => {
    // Noon on the 26th in London is the 27th in Kiritimati and still the 26th in New York.
    clinic = await openClinic({ now: new Date('2026-11-26T12:00:00Z') });
  });
  afterAll(() => clinic.close());
  const born = (dob: string, timeZone: string) => {
    const app = { ...clinic.app, clinic: { ...clinic.app.clinic, timeZone } };
    const noDetails = {
      ...{ email: null, phone: null, metadata: null, language: 'en' as const },
      ...{ postal_address: null, external_id: null, tax_number: null, preferred_channel: null },
    };
    return addPatient(app, { name: 'Newborn', dob, ...noDetails }, clinic.clerk);
  };
  test('is judged by the clinic’s day', async () => {
    const refused = { fields: [{ path: 'dob', code: 'in_the_future' }] };
    await expect(born('2026-11-27', 'America/New_York')).rejects.toMatchObject(refused);
    await expect(born('2026-11-28', 'Pacific/Kiritimati')).rejects.toMatchObject(refused);
    await born('2026-11-26', 'America/New_York');
    await born('2026-11-27', 'Pacific/Kiritimati');
  });
});

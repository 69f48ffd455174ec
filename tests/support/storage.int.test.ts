import { afterAll, beforeAll, expect, test } from 'vitest';
import { openClinic, type TestClinic } from './clinic.ts';

let clinics: TestClinic[] = [];
beforeAll(async () => {
  clinics = await Promise.all([openClinic(), openClinic()]);
});
afterAll(() => Promise.all(clinics.map((clinic) => clinic.close())));

test('a clinic of a test does not see the blobs of another', async () => {
  const [one, other] = clinics;
  await one?.app.blobs.put('audit-seals/clinic/000000001-aa.json', Buffer.from('{}'));
  expect(await one?.app.blobs.get('audit-seals/clinic/000000001-aa.json')).toEqual(Buffer.from('{}'));
  expect(await other?.app.blobs.get('audit-seals/clinic/000000001-aa.json')).toBeUndefined();
});

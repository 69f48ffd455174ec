import { describe, expect, test } from 'vitest';
import { patients } from '../../../../functions/contracts/patients.ts';
import { checkForm } from '../../shared/inputs/contract-form.ts';
import { patientInput, patientRules, patientValues } from './patient-form.ts';
import type { Patient } from './queries.ts';

const patient: Patient = {
  id: '0190d7a0-0000-7000-8000-000000000001',
  name: 'Zoë Ñandú',
  email: 'zoe@example.com',
  phone: null,
  phone_textable: null,
  dob: '1980-02-29',
  language: 'es',
  postal_address: null,
  external_id: 'MRN-7',
  tax_number: null,
  preferred_channel: 'sms',
  metadata: { notes: 'Prefers mornings', ward: 3 },
  balances: [],
  erased_at: null,
  reminders_declined_at: null,
  version: 1,
  created_at: '2026-11-01T00:00:00Z',
  updated_at: '2026-11-01T00:00:00Z',
};

const mistakes = (values: ReturnType<typeof patientValues>) =>
  checkForm(patients.create.input, values, patientRules()).messages;

describe('the patient form', () => {
  test('what was not filled in is sent as nothing', () => {
    const values = { ...patientValues(), name: ' Ana ' };
    const input = patientInput(values);
    expect(input).toEqual({
      name: ' Ana ',
      email: null,
      phone: null,
      dob: null,
      language: 'en',
      postal_address: null,
      external_id: null,
      tax_number: null,
      preferred_channel: null,
      metadata: null,
    });
    expect(mistakes(values).size).toBe(0);
  });

  test('an edit keeps the metadata that the form does not show', () => {
    const values = patientValues(patient);
    expect(patientInput(values, patient).metadata).toEqual({ notes: 'Prefers mornings', ward: 3 });
    expect(patientInput({ ...values, metadata: { notes: '' } }, patient).metadata).toEqual({ ward: 3 });
  });

  test('mistakes are found by the contract, each at its field', () => {
    const found = mistakes({ ...patientValues(), email: 'ana@', phone: 'abc', dob: '2999-01-01' });
    expect([...found.keys()].toSorted()).toEqual(['dob', 'email', 'name', 'phone']);
  });
});

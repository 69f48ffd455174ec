/** Rows of patients, and what is ciphertext in them in clear. */
import type { StoredPatient } from '../../capabilities/ports/patients.ts';
import type { PatientBalance } from '../../contracts/patient-account.ts';
import type { Language } from '../../domain/messages.ts';
import type { Encryption } from '../security/encryption.ts';

export type PatientRow = {
  id: string;
  name: string;
  name_search: string;
  email: Buffer | null;
  phone: Buffer | null;
  dob: Buffer | null;
  metadata: Buffer | null;
  postal_address: Buffer | null;
  external_id: Buffer | null;
  tax_number: Buffer | null;
  preferred_channel: 'email' | 'sms' | null;
  language: Language;
  data_key: Buffer | null;
  erased_at: Date | null;
  reminders_declined_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
  balances: PatientBalance[];
};

/** Of the patient `p`. */
export const PATIENT = `p.id, p.name, p.name_search, p.email, p.phone, p.dob, p.metadata, p.postal_address, p.external_id,
  p.tax_number, p.preferred_channel, p.language, p.data_key, p.erased_at, p.reminders_declined_at, p.version, p.created_at,
  p.updated_at, coalesce((select json_agg(json_build_object('currency', b.currency, 'balance_cents', b.balance_cents,
    'credit_cents', b.credit_cents) order by b.currency) from patient_balances b where b.patient_id = p.id), '[]') as balances`;

/** The patient in clear. Throws when the key does not fit; what was erased is null. */
export function openRow(encryption: Encryption, row: PatientRow): StoredPatient {
  let key: Buffer | undefined;
  const open = (sealed: Buffer | null, purpose: string) => {
    if (sealed === null || row.data_key === null) return null;
    key ??= encryption.unwrap(row.data_key);
    return encryption.open(key, sealed, purpose);
  };
  const metadata = open(row.metadata, 'patient.metadata');
  return {
    id: row.id,
    name: row.name,
    email: open(row.email, 'patient.email'),
    phone: open(row.phone, 'patient.phone'),
    dob: open(row.dob, 'patient.dob'),
    language: row.language,
    postal_address: open(row.postal_address, 'patient.postal_address'),
    external_id: open(row.external_id, 'patient.external_id'),
    tax_number: open(row.tax_number, 'patient.tax_number'),
    preferred_channel: row.preferred_channel,
    metadata: metadata === null ? null : (JSON.parse(metadata) as Record<string, unknown>),
    balances: row.balances,
    erased_at: row.erased_at?.toISOString() ?? null,
    reminders_declined_at: row.reminders_declined_at?.toISOString() ?? null,
    version: row.version,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

const BYTES = [
  ...(['email', 'phone', 'dob', 'metadata', 'data_key'] as const),
  ...(['postal_address', 'external_id', 'tax_number'] as const),
];
const INSTANTS = ['erased_at', 'reminders_declined_at', 'created_at', 'updated_at'] as const;

/** The row as the driver would have given it: JSON writes bytes in hexadecimal and instants as text. */
export function fromJson(row: PatientRow): PatientRow {
  const read = (names: readonly (keyof PatientRow)[], made: (text: string) => unknown) =>
    names.map((name) => [name, row[name] === null ? null : made(String(row[name]))]);
  return Object.fromEntries([
    ...Object.entries(row),
    ...read(BYTES, (text) => Buffer.from(text.slice(2), 'hex')),
    ...read(INSTANTS, (text) => new Date(text)),
  ]) as PatientRow;
}

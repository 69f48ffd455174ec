/** Patients, as the database keeps them. */
import type { Patient } from '../../contracts/patients.ts';
import type { PatientStanding } from '../../domain/erasure.ts';
import type { Language } from '../../domain/messages.ts';
import type { Page, PageOf } from './common.ts';
import type { PhoneNumber } from './phones.ts';

export type PatientDetails = {
  name: string;
  email: string | null;
  phone: string | null;
  dob: string | null;
  language: Language;
  postal_address: string | null;
  external_id: string | null;
  tax_number: string | null;
  preferred_channel: 'email' | 'sms' | null;
  metadata: Record<string, unknown> | null;
};

/** What the database keeps of a patient. */
export type StoredPatient = Omit<Patient, 'phone_textable'>;

/** What a command has to know of a patient. */
export type PatientContact = { isErased: boolean; hasEmail: boolean; hasPhone: boolean };

/** Rows by table. */
export type PatientRecords = Record<string, Record<string, unknown>[]>;

export type PatientStore = {
  /** Locks the patient and reads what decides on the erasure. */
  lockStanding(id: string, timeZone: string): Promise<PatientStanding | undefined>;
  /** Destroys the key and everything that it does not cover. */
  erase(id: string, at: Date): Promise<void>;
  everything(id: string): Promise<PatientRecords | undefined>;
  /** Refuses an `external_id` that another patient has (409); so does `update`. */
  add(details: PatientDetails): Promise<string>;
  /** Patients whose names have the same words, not more than a few dozen. */
  namesakes(name: string): Promise<StoredPatient[]>;
  get(id: string): Promise<StoredPatient | undefined>;
  /** Without opening anything that is encrypted. */
  contact(id: string): Promise<PatientContact | undefined>;
  /** Changes what is given, if the version is still the one that was read. */
  update(
    id: string,
    change: Partial<PatientDetails>,
    version: number | undefined,
  ): Promise<'done' | 'stale' | 'missing' | 'erased'>;
  /** By words of the name in any order, by e-mail, or by phone; `phone` is the number that the text may be. */
  search(
    query: string | undefined,
    page: Page,
    phone?: PhoneNumber,
  ): Promise<
    PageOf<Pick<StoredPatient, 'id' | 'name' | 'email' | 'phone' | 'dob' | 'balances' | 'created_at'>>
  >;
};

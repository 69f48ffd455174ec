/** Patients in PostgreSQL: what is personal is ciphertext, found again through keyed hashes. */
import type { PatientDetails, PatientStore, StoredPatient } from '../../capabilities/ports/patients.ts';
import type { PatientStanding } from '../../domain/erasure.ts';
import { refuse } from '../../domain/refusal.ts';
import { daysIn } from '../../domain/search.ts';
import { nationalDigits } from '../phones/phones.ts';
import type { Encryption } from '../security/encryption.ts';
import { invalidCursor, pageOf, readCursor } from './cursor.ts';
import { firstRow } from './first-row.ts';
import { GONE } from './idempotency.ts';
import { single } from './many.ts';
import { holdsWords, wordsOf } from './name-search.ts';
import { contactsOf } from './patient-contacts.ts';
import { readEverything } from './patient-records.ts';
import { openRow, PATIENT, type PatientRow } from './patient-rows.ts';
import { birthDateIndex, digits, externalIdIndex, matching } from './patient-search.ts';
import { type Query, sqlState, UNIQUE_VIOLATION } from './pool.ts';

/** What stands where the name of an erased patient was. */
const ERASED_NAME = 'Erased patient';

export const patientStore = (query: Query, encryption: Encryption): PatientStore => ({
  async add(details) {
    const key = encryption.newDataKey();
    const values = [...columnsOf(encryption, key.plain, details), key.wrapped];
    const inserted = query<{ id: string }>(
      `insert into patients (${COLUMNS.join(', ')}, data_key)
       values (${values.map((_, index) => `$${index + 1}`).join(', ')}) returning id`,
      values,
    );
    const row = firstRow(await refusingTaken(inserted), 'a patient is added');
    return row.id;
  },

  contact: (id) => single(contactsOf, query, id),

  async get(id) {
    const [row] = await query<PatientRow>(`select ${PATIENT} from patients p where p.id = $1`, [id]);
    return row && openRow(encryption, row);
  },

  async update(id, change, version) {
    const [row] = await query<PatientRow>(`select ${PATIENT} from patients p where p.id = $1 for update`, [
      id,
    ]);
    if (!row) return 'missing';
    if (row.erased_at) return 'erased';
    if (version !== undefined && version !== row.version) return 'stale';
    const key = row.data_key ? encryption.unwrap(row.data_key) : undefined;
    if (!key) return 'missing';
    const details: PatientDetails = { ...openRow(encryption, row), ...change };
    const places = COLUMNS.map((column, index) => `${column} = $${index + 2}`).join(', ');
    const updated = query(`update patients set ${places}, version = version + 1 where id = $1`, [
      id,
      ...columnsOf(encryption, key, details),
    ]);
    await refusingTaken(updated);
    return 'done';
  },

  async lockStanding(id, timeZone) {
    const [row] = await query<PatientStanding>(
      `select p.erased_at is not null as erased,
         exists (select from patient_balances b where b.patient_id = p.id and (b.balance_cents <> 0 or b.credit_cents <> 0)) as "moneyOpen",
         exists (select from invoices i join payments y on y.invoice_id = i.id left join refunds r on r.payment_id = y.id
             left join disputes d on d.payment_id = y.id
           where i.patient_id = p.id and (r.status in ('requested', 'approved', 'processing')
             or d.status not in ('won', 'lost', 'warning_closed', 'prevented')))
           or exists (select from credit_payouts o where o.patient_id = p.id and o.status = 'requested')
           or exists (select from credit_note_requests q join invoices i on i.id = q.invoice_id
             where i.patient_id = p.id and q.status = 'requested') as "matterOpen",
         (select max((t.occurred_at at time zone $2)::date) from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
           where e.patient_id = p.id)::text as "lastActivityOn"
       from patients p where p.id = $1 for update`,
      [id, timeZone],
    );
    return row;
  },

  async erase(id, at) {
    const mine = 'select id from invoices where patient_id = $1';
    await query(
      `update patient_links set revoked_at = $2 where revoked_at is null and (patient_id = $1 or invoice_id in (${mine}))`,
      [id, at],
    );
    await query(
      // The keys stay, so that a late repeat of a request makes nothing of this patient again; what was said does not.
      `update idempotency_keys set status = ${GONE}, reply = null, request_hash = $2
       where subject_id in (select $1::uuid::text union all select m.id::text from (${mine}) m
         union all select y.id::text from payments y where y.invoice_id in (${mine})
         union all select r.id::text from refunds r join payments y on y.id = r.payment_id where y.invoice_id in (${mine})
         union all select u.id::text from credit_uses u where u.patient_id = $1
         union all select q.id::text from credit_note_requests q where q.invoice_id in (${mine})
         union all select o.id::text from credit_payouts o where o.patient_id = $1
         union all select l.id::text from patient_links l where l.patient_id = $1
         union all select s.id::text from messages s where s.patient_id = $1)`,
      [id, Buffer.alloc(32)],
    );
    // A draft was never anybody's debt, and its words are about the patient.
    await query(`delete from invoices where patient_id = $1 and status = 'draft'`, [id]);
    await query(
      `update patients set name = $3, email = null, phone = null, dob = null, metadata = null, contact_index = '{}',
         postal_address = null, external_id = null, tax_number = null, external_id_index = null, preferred_channel = null,
         data_key = null, erased_at = $2, version = version + 1 where id = $1`,
      [id, at, ERASED_NAME],
    );
  },

  everything: (id) => readEverything(query, encryption, id),

  async namesakes(name) {
    const values: unknown[] = [];
    const bind = (value: unknown) => `$${values.push(value)}`;
    const named = holdsWords('p.name_search', name, bind);
    const rows = await query<PatientRow & { wanted: string }>(
      `select ${PATIENT}, search_text(${bind(name)}) as wanted from patients p where p.erased_at is null and ${named}
       order by length(p.name_search), p.id limit ${MOST_NAMESAKES}`,
      values,
    );
    const inOrder = (text: string) => wordsOf(text).sort().join(' ');
    return rows
      .filter((row) => inOrder(row.name_search) === inOrder(row.wanted))
      .flatMap((row) => openRowIfReadable(encryption, row) ?? []);
  },

  async search(text, page, phone) {
    const [after] = readCursor(page, ['uuid']) ?? [];
    const [from] = after === undefined ? [] : await query<PatientRow>(SORT_KEY, [after]);
    if (after !== undefined && !from) invalidCursor();
    const values: unknown[] = [];
    const bind = (value: unknown) => `$${values.push(value)}`;
    const conditions: string[] = ['true'];
    if (text)
      conditions.push(matching(encryption, { text, phone, days: daysIn(text) }, (value) => bind(value)));
    // The cursor holds an id: a name is personal, and would stand in addresses and logs.
    if (from) conditions.push(`(p.name_search, p.id) > (${bind(from.name_search)}, ${bind(from.id)}::uuid)`);
    const rows = await query<PatientRow>(
      `select ${PATIENT} from patients p where ${conditions.join(' and ')}
       order by p.name_search, p.id limit ${bind(page.limit + 1)}`,
      values,
    );
    const found = pageOf(rows, page.limit, (row) => [row.id]);
    return { ...found, data: found.data.map((row) => openRow(encryption, row)) };
  },
});

const SORT_KEY = 'select id, name_search from patients where id = $1';
const MOST_NAMESAKES = 50;

/**
 * Hashes under which a patient is found: the record number; the e-mail address and its two halves; of the phone all digits,
 * those without the country code, and the last ten, seven and four; the birth date.
 */
function contactIndex(encryption: Encryption, { email, phone, dob, external_id }: PatientDetails): Buffer[] {
  const values: Buffer[] = [];
  if (external_id) values.push(externalIdIndex(encryption, external_id));
  if (email) {
    const address = email.toLowerCase();
    for (const part of [address, ...address.split('@')]) values.push(encryption.blindIndex(part, 'email'));
  }
  if (phone) {
    const number = digits(phone);
    const parts = [
      number,
      nationalDigits(phone) ?? number,
      number.slice(-10),
      number.slice(-7),
      number.slice(-4),
    ];
    for (const part of new Set(parts)) values.push(encryption.blindIndex(part, 'phone'));
  }
  if (dob) values.push(birthDateIndex(encryption, dob));
  return values;
}

const COLUMNS = [
  ...['name', 'email', 'phone', 'dob', 'metadata', 'postal_address', 'external_id', 'tax_number'],
  ...['external_id_index', 'preferred_channel', 'language', 'contact_index'],
];

/** The details as the columns hold them, in the order of `COLUMNS`. */
function columnsOf(encryption: Encryption, key: Buffer, details: PatientDetails): unknown[] {
  const seal = (name: 'email' | 'phone' | 'dob' | 'postal_address' | 'external_id' | 'tax_number') => {
    const text = details[name];
    return text === null ? null : encryption.seal(key, text, `patient.${name}`);
  };
  const metadata = details.metadata === null ? null : JSON.stringify(details.metadata);
  return [
    details.name,
    seal('email'),
    seal('phone'),
    seal('dob'),
    metadata === null ? null : encryption.seal(key, metadata, 'patient.metadata'),
    seal('postal_address'),
    seal('external_id'),
    seal('tax_number'),
    details.external_id === null ? null : externalIdIndex(encryption, details.external_id),
    details.preferred_channel,
    details.language,
    contactIndex(encryption, details),
  ];
}

/** Refuses an external id that another patient has. */
async function refusingTaken<T>(written: Promise<T>): Promise<T> {
  try {
    return await written;
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    const message = 'Another patient has this record number.';
    return refuse('conflict', 'external_id_taken', message, {
      fields: [{ path: 'external_id', code: 'external_id_taken', message }],
    });
  }
}

/** A record whose key is lost must not keep another patient of the same name from being added. */
function openRowIfReadable(encryption: Encryption, row: PatientRow): StoredPatient | undefined {
  try {
    return openRow(encryption, row);
  } catch {
    return undefined;
  }
}

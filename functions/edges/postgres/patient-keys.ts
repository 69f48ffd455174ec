/** Which patient something of Stripe's is about, and the key under which it is kept (decision 20). */
import { isUuid } from '../../domain/uuid.ts';
import type { Encryption } from '../security/encryption.ts';
import type { Query } from './pool.ts';

export type PatientKey = { patientId: string; wrapped: Buffer | null };

/** The patient of an invoice. */
export async function keyOfInvoice(query: Query, invoiceId: string): Promise<PatientKey | undefined> {
  return (await keysOfInvoices(query, [invoiceId])).get(invoiceId);
}

/** The patients of invoices, by the ids of the invoices. */
export async function keysOfInvoices(
  query: Query,
  invoiceIds: readonly string[],
): Promise<Map<string, PatientKey>> {
  const rows = await query<PatientKey & { invoiceId: string }>(
    `select i.id as "invoiceId", p.id as "patientId", p.data_key as wrapped
     from invoices i join patients p on p.id = i.patient_id where i.id = any ($1::uuid[])`,
    [invoiceIds],
  );
  return new Map(rows.map(({ invoiceId, ...key }) => [invoiceId, key]));
}

/** The patient that an event is about, by the invoice it names or by a payment, charge or page that we know. */
export async function keyOfEvent(query: Query, payload: string): Promise<PatientKey | undefined> {
  const object = objectOf(payload);
  const invoiceId = text(object.metadata, 'invoice_id') ?? '';
  const kind = object.object;
  const named = (field: string) => (kind === field ? object.id : idOf(object[field]));
  const [row] = await query<PatientKey>(
    `select p.id as "patientId", p.data_key as wrapped from patients p join invoices i on i.patient_id = p.id
     where i.id = coalesce($1::uuid,
       (select invoice_id from payments where stripe_payment_id = $2 or stripe_charge_id = $3 limit 1),
       (select invoice_id from checkout_sessions where stripe_id = $4))`,
    [
      isUuid(invoiceId) ? invoiceId : null,
      named('payment_intent') ?? null,
      named('charge') ?? null,
      kind === 'checkout.session' ? object.id : null,
    ],
  );
  return row;
}

function objectOf(payload: string): Record<string, unknown> {
  try {
    const { data } = JSON.parse(payload) as { data?: { object?: unknown } };
    return typeof data?.object === 'object' && data.object !== null
      ? (data.object as Record<string, unknown>)
      : {};
  } catch {
    // Invalid JSON names no patient.
    return {};
  }
}

const idOf = (value: unknown): unknown => (typeof value === 'string' ? value : text(value, 'id'));
const text = (value: unknown, field: string): string | undefined => {
  const inner =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined;
  return typeof inner === 'string' ? inner : undefined;
};

/** Under the patient's key; nothing at all when the patient was erased. */
export const sealFor = (
  encryption: Encryption,
  { wrapped }: PatientKey,
  plain: string,
  purpose: string,
): Buffer | null => wrapped && encryption.seal(encryption.unwrap(wrapped), plain, purpose);

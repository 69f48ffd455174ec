/** Every text that the API takes, and the word that is planted in it: a field that is added later is missed at once. */
import * as z from 'zod';
import { contracts } from '../../../functions/contracts/contracts.ts';
import type { Route } from '../../../functions/contracts/route.ts';
import type { WordName } from './markers.ts';

type Schema = {
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
};

/** Values of these forms hold no words. */
const FORMS = new Set(['uuid', 'date-time']);

/** `patients-create metadata.*`: the texts of all routes that can hold words of someone's choice. */
export function textFields(): { route: Route; path: string }[] {
  const routes: Route[] = Object.values(contracts).flatMap((area) => Object.values(area) as Route[]);
  return routes.flatMap((route) => {
    const schema = z.toJSONSchema(route.input, { io: 'input', unrepresentable: 'any' }) as Schema;
    return [...new Set(texts(schema, ''))].map((path) => ({ route, path }));
  });
}

function* texts(schema: Schema, path: string): Generator<string> {
  const { type, format = '', properties = {}, additionalProperties, propertyNames, items } = schema;
  const closed = schema.enum !== undefined || schema.const !== undefined || FORMS.has(format);
  if (type === 'string' && !closed) yield path;
  const below = (name: string): string => (path === '' ? name : `${path}.${name}`);
  for (const [name, inner] of Object.entries(properties)) yield* texts(inner, below(name));
  if (typeof additionalProperties === 'object') yield* texts(additionalProperties, below('*'));
  if (propertyNames) yield* texts(propertyNames, below('(key)'));
  if (items) yield* texts(items, `${path}[]`);
  for (const inner of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) yield* texts(inner, path);
}

/** What is planted where. */
export const PLANTED: Readonly<Record<string, readonly WordName[]>> = {
  'patients-create name': ['name', 'erasedName'],
  'patients-create email': ['email', 'erasedEmail'],
  'patients-create phone': ['phone', 'erasedPhone'],
  'patients-create dob': ['dob'],
  'patients-create postal_address': ['postalAddress'],
  'patients-create external_id': ['externalId'],
  'patients-create tax_number': ['taxNumber'],
  'patients-create metadata.*': ['metadata', 'erasedMetadata'],
  'patients-create metadata.(key)': ['metadataKey'],
  'patients-check name': ['name'],
  'patients-check email': ['email'],
  'patients-check phone': ['phone'],
  'patients-check dob': ['dob'],
  'patients-update name': ['changedName', 'erasedNewName'],
  'patients-update email': ['email'],
  'patients-update phone': ['phone'],
  'patients-update dob': ['dob'],
  'patients-update postal_address': ['postalAddress'],
  'patients-update external_id': ['externalId'],
  'patients-update tax_number': ['taxNumber'],
  'patients-update metadata.*': ['changedMetadata'],
  'patients-update metadata.(key)': ['metadataKey'],
  'patients-search query': ['search', 'name', 'email', 'phone'],
  'search-find query': ['search', 'name', 'email', 'phone', 'dob'],
  'patients-erase override_reason': ['eraseReason'],
  'patients-credit-refund-offline reference': ['payOutReference'],
  'patients-take-payment reference': ['reference'],
  'invoices-create items[].description': ['treatment', 'erasedDraft'],
  'invoices-create items[].code.system': ['treatmentDetail'],
  'invoices-create items[].code.code': ['treatmentDetail'],
  'invoices-create items[].practitioner.name': ['treatmentDetail'],
  'invoices-create items[].practitioner.licence_number': ['treatmentDetail'],
  'invoices-create items[].location': ['treatmentDetail'],
  'invoices-create items[].discount_reason': ['treatmentDetail'],
  'invoices-create items[].tax_exempt_reason': ['treatmentDetail'],
  'invoices-create items[].price_reason': ['treatmentDetail'],
  'invoices-create notes': ['notes', 'cancelledNotes', 'erasedNotes'],
  'invoices-edit items[].description': ['changedTreatment'],
  'invoices-edit items[].code.system': ['changedDetail'],
  'invoices-edit items[].code.code': ['changedDetail'],
  'invoices-edit items[].practitioner.name': ['changedDetail'],
  'invoices-edit items[].practitioner.licence_number': ['changedDetail'],
  'invoices-edit items[].location': ['changedDetail'],
  'invoices-edit items[].discount_reason': ['changedDetail'],
  'invoices-edit items[].tax_exempt_reason': ['changedDetail'],
  'invoices-edit items[].price_reason': ['changedDetail'],
  'invoices-edit notes': ['changedNotes'],
  'invoices-add-internal-note note': ['internalNote'],
  'invoices-list query': ['search', 'name'],
  'jobs-preview filter.query': ['search'],
  'jobs-create filter.query': ['search'],
  'exports-invoices query': ['search'],
  'exports-lines query': ['search'],
  'exports-payments query': ['search'],
  'exports-patients query': ['search'],
  'invoices-cancel reason': ['cancelReason'],
  'payment-plans-replan reason': ['planReason'],
  'payment-plans-cancel reason': ['planEndReason'],
  'payment-plans-accept name': ['planName'],
  'invoices-credit-note reason': ['creditNoteReason'],
  'invoices-credit-note-request reason': ['creditNoteReason'],
  'credit-note-requests-reject reason': ['creditNoteRejectReason'],
  'invoices-write-off reason': ['writeOffReason'],
  'invoices-write-off-reverse reason': ['writeOffBackReason'],
  'invoices-due-date reason': ['dueDateReason'],
  'payments-record reference': ['reference'],
  'payments-reverse reason': ['reversalReason'],
  'payments-move reason': ['moveReason'],
  'payments-list query': ['search', 'name'],
  'archives-list query': ['search', 'name'],
  'credit-payouts-reject reason': ['payOutRejectReason'],
  'payments-refund note': ['refundNote'],
  'refunds-reject reason': ['rejectReason'],
  'refunds-switch-effect reason': ['rejectReason'],
  'reports-invoice-sums query': ['search'],
  'reports-payment-sums query': ['search'],
  'reconciliation-accept note': ['acceptNote'],
  'reconciliation-book note': ['bookNote'],
  'stripe-events-dismiss note': ['dismissNote'],
  'auth-login email': ['guessedEmail'],
  'auth-login password': ['guessedPassword', 'staffPassword'],
  'auth-register email': ['staffEmail'],
  'auth-register password': ['staffPassword'],
  'auth-register name': ['staffName'],
  'auth-password current_password': ['staffPassword'],
  'auth-password new_password': ['staffNewPassword'],
  'auth-reset password': ['staffNewPassword'],
  'auth-second-factor password': ['staffPassword'],
  'auth-recovery-codes password': ['staffPassword'],
  'auth-second-factor-disable password': ['staffPassword'],
  'auth-step-up password': ['staffPassword'],
  'staff-invite email': ['staffEmail'],
  'staff-invite name': ['staffName'],
  'staff-edit name': ['staffNewName'],
};

/** Texts of a form that leaves no room for words, and secrets that the run is given and looks for as such. */
export const WITHOUT_WORDS: readonly RegExp[] = [
  / cursor$/,
  / items\[\]\.service_date$/,
  / (filters?\.)?(from|to|due_date|rule\.first_due_date|instalments\[\]\.due_date|received_on|as_of|at|month|day)$/,
  / reminders\.quiet_(from|to)$/,
  // The clinic's own details, which it prints on everything that it sends.
  /^clinic-details-(edit|preview) /,
  // Staff's own names for filters, which are of ids, days and fixed values.
  /^saved-views-(create|rename) name$/,
  // The clinic's prices, which name no one.
  /^(price-list-items|price-list-imports|exports-price-list)[- ]/,
  /^audit-(list|export) (target_type|target_id|action|request_id)$/,
  /^stripe-events-(replay|assign|dismiss) id$/,
  /^stripe-events-assign invoice_number$/,
  /^auth-step-up request$/,
  /^(refunds-list|exports-refunds) outside_approval$/,
  /^payment-plans-accept terms_hash$/,
  // Digits of a hash.
  /^public-verify-document (code|sha256)$/,
  / (totp_code|refresh_token|setup_code|token|session)$/,
];

/** The most that a field of a request takes: read by the contracts, the forms and the tests of the database. */
import { JOB_ITEMS_MAX } from '../domain/job.ts';
import { INVOICE_CENTS_MAX } from '../domain/money.ts';

export const LIMITS = {
  /** Lines of an invoice, and lines that one credit note names. */
  items: 100,
  /** Invoices of one job. */
  jobItems: JOB_ITEMS_MAX,
  /** Invoices that one payment names. */
  allocations: 100,
  description: 300,
  /** A code of a service, and the name of its system. */
  serviceCode: 40,
  practitioner: 120,
  licenceNumber: 60,
  location: 120,
  priceName: 200,
  priceCategory: 60,
  /** Why a line is discounted, exempt from tax or not charged as listed. */
  lineReason: 200,
  /** The notes of an invoice, and a note about a patient. */
  notes: 2_000,
  /** Why something was corrected, cancelled or decided. */
  reason: 500,
  refundNote: 1_000,
  eventNote: 300,
  invoiceNumber: 40,
  /** The number of a check, or the name of a transfer. */
  reference: 140,
  patientName: 200,
  /** A patient's number in the clinic's records. */
  externalId: 60,
  staffName: 120,
  clinicName: 60,
  legalName: 120,
  postalAddress: 300,
  /** Of the clinic. */
  taxNumbers: 6,
  taxNumberLabel: 20,
  taxNumber: 40,
  documentFooter: 300,
  bankDetails: 300,
  /** Characters of a logo in base64: 120 kB. */
  logo: 164_000,
  email: 254,
  password: 256,
  /** As people write it, with spaces. */
  phone: 40,
  /** A code of a second factor or of a recovery, with spaces. */
  code: 40,
  search: 200,
  /** The name of a saved view: it stands on a tab. */
  viewName: 40,
  /** Pieces or hours of a line; three decimals. */
  quantity: 9_999,
  quantityMin: 0.001,
  /** The largest amount: 999,999.99 in a currency with two decimals. */
  amountCents: INVOICE_CENTS_MAX,
} as const;

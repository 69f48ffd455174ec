/** An invoice that belongs to no one, which shows an admin how documents look. */
import type { Currency } from './currency.ts';
import type { DocumentFacts } from './document-parts.ts';
import { NO_DETAILS } from './line-details.ts';
import { documentNumber } from './numbering.ts';

const PRICE = 12_000;
const TEST_PRICE = 3_450;
const TAX = 1_000;
const PAID = 5_000;

/** The facts of the sample, in the clinic's currency. */
export function sampleInvoice(clinic: { numberPrefix: string; currency: Currency }): DocumentFacts {
  const total = PRICE + TAX + TEST_PRICE;
  const item = { ...NO_DETAILS, quantity: 1, discount_cents: 0 };
  return {
    invoice_number: documentNumber(clinic.numberPrefix, 'invoice', '202601', 1),
    status: 'partially_paid',
    currency: clinic.currency,
    issued_on: '2026-01-15',
    due_date: '2026-02-14',
    patient_name: 'Sample Patient',
    postal_address: '12 Sample Street\nSampletown',
    tax_number: null,
    language: 'en',
    items: [
      {
        ...item,
        description: 'Consultation',
        unit_price_cents: PRICE,
        tax_rate_thousandths: null,
        tax_cents: TAX,
        total_cents: PRICE + TAX,
      },
      {
        ...item,
        description: 'Blood test',
        unit_price_cents: TEST_PRICE,
        tax_rate_thousandths: null,
        tax_cents: 0,
        total_cents: TEST_PRICE,
      },
    ],
    discount_cents: 0,
    total_amount_cents: total,
    paid_cents: PAID,
    credited_cents: 0,
    balance_cents: total - PAID,
    to_credit_cents: 0,
    payments: [
      {
        amount_cents: PAID,
        refunded_cents: 0,
        method: 'card',
        reference: 'Sample',
        seal: null,
        received_on: '2026-01-20',
      },
    ],
  };
}

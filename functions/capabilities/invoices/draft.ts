/** What a draft consists of, and its totals: they are computed here and nowhere else. */

import type { Day } from '../../domain/calendar.ts';
import { type Currency, formatMoney } from '../../domain/currency.ts';
import { ERASED, refuseErased } from '../../domain/erasure.ts';
import { type LineDetails, NO_DETAILS, requireServicesGiven } from '../../domain/line-details.ts';
import { type Cents, cents, INVOICE_CENTS_MAX, ZERO } from '../../domain/money.ts';
import { requireNamed } from '../../domain/not-found.ts';
import { refuse, refuseField } from '../../domain/refusal.ts';
import { grossCents, invoiceTotals, type LineInput, partAtRate } from '../../domain/totals.ts';
import type { Draft, LockedInvoice } from '../ports/invoices.ts';
import type { PatientStore } from '../ports/patients.ts';

export type InvoiceLineInput = {
  description: string;
  quantity: number;
  /** None when left out. */
  details?: LineDetails;
  unitPriceCents: number;
  discountCents: number;
  tax: { rateThousandths: number } | { basisPoints: number } | { cents: number } | null;
};

export type InvoiceInput = {
  patientId: string;
  currency: Currency;
  dueOn: Day;
  discountCents: number;
  notes: string | null;
  lines: readonly InvoiceLineInput[];
};

export async function requirePatient(
  tx: { patients: Pick<PatientStore, 'contact'> },
  id: string,
): Promise<void> {
  const patient = requireNamed(await tx.patients.contact(id), 'patient', 'patient_id');
  if (patient.isErased) refuseErased([{ path: 'patient_id', code: 'patient_erased', message: ERASED }]);
}

/** Computes the totals of a draft. Refuses amounts above the maximum of an invoice. */
export function priced(input: InvoiceInput): Draft {
  const maximum = formatMoney(INVOICE_CENTS_MAX, input.currency);
  const lineInputs = input.lines.map((line, index): LineInput => {
    if (grossCents(line.quantity, line.unitPriceCents) > INVOICE_CENTS_MAX) {
      refuseField(
        `items.${index}.unit_price_cents`,
        'too_large',
        `The line exceeds the maximum of ${maximum}.`,
      );
    }
    return {
      quantity: line.quantity,
      unitPriceCents: cents(line.unitPriceCents),
      discountCents: ownDiscount(line),
      tax: taxOf(line.tax),
    };
  });
  const discountCents = cents(input.discountCents);
  const totals = invoiceTotals(lineInputs, discountCents);
  if (totals.totalCents > INVOICE_CENTS_MAX) {
    refuseField('items', 'total_too_large', `The total exceeds the maximum of ${maximum}.`);
  }
  const lines = lineInputs.map((line, index) => ({
    ...line,
    description: input.lines[index]?.description ?? '',
    details: input.lines[index]?.details ?? NO_DETAILS,
    taxRateThousandths:
      'rateThousandths' in line.tax && input.lines[index]?.tax ? line.tax.rateThousandths : null,
    discountShareCents: totals.lines[index]?.discountShareCents ?? ZERO,
    taxCents: totals.lines[index]?.taxCents ?? ZERO,
  }));
  const { patientId, currency, dueOn, notes } = input;
  return { patientId, currency, dueOn, notes, discountCents, totalCents: totals.totalCents, lines };
}

/** The line's own discount: at its rate, or the amount that was entered. */
function ownDiscount({ quantity, unitPriceCents, discountCents, details }: InvoiceLineInput): Cents {
  const rate = details?.discount_rate_thousandths ?? null;
  return rate === null ? cents(discountCents) : partAtRate(cents(grossCents(quantity, unitPriceCents)), rate);
}

function taxOf(tax: InvoiceLineInput['tax']): LineInput['tax'] {
  if (tax === null) return { cents: ZERO };
  if ('basisPoints' in tax) return { rateThousandths: tax.basisPoints * 10 };
  return 'cents' in tax ? { cents: cents(tax.cents) } : tax;
}

/**
 * Refuses a draft whose services lie in the future, and one whose amounts are not those of today's rules
 * (`draft_outdated`): it was saved by an earlier release.
 */
export function requireIssuableLines(draft: LockedInvoice, today: Day): void {
  requireServicesGiven(
    draft.lines.map(({ details }) => details),
    today,
  );
  const { totalCents, lines } = priced(inputOf(draft));
  const same = lines.every(
    (line, index) =>
      line.taxCents === draft.lines[index]?.taxCents &&
      line.discountShareCents === draft.lines[index].discountShareCents,
  );
  if (totalCents !== draft.totalCents || !same) {
    refuse(
      'conflict',
      'draft_outdated',
      'The amounts of this draft were computed by earlier rules. Edit the draft, check its total, save it, and issue it then.',
    );
  }
}

export const inputOf = (draft: LockedInvoice): InvoiceInput => ({
  patientId: draft.patientId,
  currency: draft.currency,
  dueOn: draft.dueOn,
  discountCents: draft.discountCents,
  notes: draft.notes,
  lines: draft.lines.map((line) => ({
    ...line,
    tax:
      line.taxRateThousandths === null
        ? { cents: line.taxCents }
        : { rateThousandths: line.taxRateThousandths },
  })),
});

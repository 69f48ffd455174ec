/** Asks what can still be credited of an invoice, then for the credit note. */
import { useState } from 'react';
import { LoadingDialog } from '../../../shared/layout/LoadingDialog.tsx';
import type { Invoice } from '../queries.ts';
import { CreditNoteForm } from './CreditNoteForm.tsx';
import { type CreditLimits, useCreditNotes } from './queries.ts';

type IssueCreditNoteProps = { invoice: Invoice; onClose: () => void };

/** What can still be credited is asked first. The form keeps what it began with. */
export function IssueCreditNote({ invoice, onClose }: IssueCreditNoteProps) {
  const notes = useCreditNotes(invoice);
  const [begun, setBegun] = useState<CreditLimits>();
  if (begun) return <CreditNoteForm invoice={invoice} limits={begun} onClose={onClose} />;
  const limits = notes.data?.creditable;
  if (limits && limits.amount_cents > 0 && !notes.isFetching) setBegun(limits);
  return (
    <LoadingDialog
      title={`Credit note to ${invoice.invoice_number ?? 'this invoice'}`}
      query={notes}
      loading="Loading what can be credited"
      onClose={onClose}
    >
      {limits?.amount_cents === 0 && <p>Nothing of this invoice is left to credit.</p>}
    </LoadingDialog>
  );
}

/** Asks what can still be credited of an invoice, then for the credit note. */
import { useState } from 'react';
import { ActionDialog } from '../../../shared/layout/ActionDialog.tsx';
import { ErrorState, LoadingRows } from '../../../shared/layout/states.tsx';
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
    <ActionDialog
      open
      title={`Credit note to ${invoice.invoice_number ?? 'this invoice'}`}
      action="Close"
      stay="Back"
      busy={false}
      error={null}
      onAct={onClose}
      onClose={onClose}
    >
      {notes.isPending && <LoadingRows rows={2} label="Loading what can be credited" />}
      {notes.isError && <ErrorState error={notes.error} onRetry={() => void notes.refetch()} />}
      {limits?.amount_cents === 0 && <p>Nothing of this invoice is left to credit.</p>}
    </ActionDialog>
  );
}

/** Resolves a quarantined event: its money goes to an invoice, or it is marked as not ours. */
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { stripeEvents } from '../../../../functions/contracts/stripe-events.ts';
import { adminApi } from '../../api/admin-api.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { LinesField, TextField } from '../../shared/inputs/form-fields.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import type { StripeEvent } from './queries.ts';

export type Resolution = 'assign' | 'dismiss';
type DialogProps = { event: StripeEvent; onClose: () => void };

const CHANGES = [KEYS.reconciliation, KEYS.dashboard, KEYS.work, KEYS.invoices, KEYS.payments];

function AssignEvent({ event, onClose }: DialogProps) {
  const form = useContractForm(stripeEvents.assign.input, {
    values: { id: event.id, invoice_number: '' },
    advice: { invoice_number: 'Enter the number of the invoice.' },
  });
  const assign = useAction({
    act: adminApi.stripeEvents.assign,
    done: 'The payment was assigned',
    changes: CHANGES,
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, assign)}
      title="Assign this payment to an invoice?"
      action="Assign payment"
      stay="Cancel"
      onClose={onClose}
    >
      <p>
        The amount that Stripe holds now is booked on the invoice. What is more than its balance becomes the
        patient’s credit.
      </p>
      <TextField
        control={form.control}
        name="invoice_number"
        label="Invoice number"
        required
        maxLength={LIMITS.invoiceNumber}
      />
    </FormDialog>
  );
}

function DismissEvent({ event, onClose }: DialogProps) {
  const form = useContractForm(stripeEvents.dismiss.input, {
    values: { id: event.id, note: '' },
    advice: { note: 'Say why it is not ours.' },
  });
  const dismiss = useAction({
    act: adminApi.stripeEvents.dismiss,
    done: 'The event was marked as not ours',
    changes: CHANGES,
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, dismiss)}
      title="Mark this event as not ours?"
      action="Mark as not ours"
      stay="Cancel"
      onClose={onClose}
    >
      <p>Nothing is booked. The event stays stored with your note, and is not tried again.</p>
      <LinesField control={form.control} name="note" label="Note" required maxLength={LIMITS.eventNote} />
    </FormDialog>
  );
}

export const ResolveEvent = ({ way, ...props }: DialogProps & { way: Resolution }) =>
  way === 'assign' ? <AssignEvent {...props} /> : <DismissEvent {...props} />;

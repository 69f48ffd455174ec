/** Accepts a difference that was looked into; it is not raised again. */
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { reconciliation } from '../../../../functions/contracts/reconciliation.ts';
import { adminApi } from '../../api/admin-api.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { LinesField } from '../../shared/inputs/form-fields.tsx';
import { useAction } from '../../shared/queries/use-action.ts';
import { type Discrepancy, RECONCILIATION_CHANGES } from './queries.ts';
import { CLASS_WORDS } from './words.ts';

export function AcceptDiscrepancy({ of, onClose }: { of: Discrepancy; onClose: () => void }) {
  const form = useContractForm(reconciliation.accept.input, {
    values: { id: of.id, note: '' },
    advice: { note: 'Say what it was.' },
  });
  const accept = useAction({
    act: adminApi.reconciliation.accept,
    changes: RECONCILIATION_CHANGES,
    done: 'The discrepancy was accepted',
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, accept)}
      title={`Accept “${CLASS_WORDS[of.class]}”?`}
      action="Accept discrepancy"
      stay="Cancel"
      onClose={onClose}
    >
      <p>
        The discrepancy about {of.object} stays in the list as accepted and is not raised again. Nothing is
        booked by this.
      </p>
      <LinesField control={form.control} name="note" label="Note" required maxLength={LIMITS.reason} />
    </FormDialog>
  );
}

/** Books a transaction of Stripe's that is about no payment, as a fee or as the owner's money. */
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { reconciliation } from '../../../../functions/contracts/reconciliation.ts';
import type { BookedAs } from '../../../../functions/domain/balance.ts';
import { adminApi } from '../../api/admin-api.ts';
import { amountIn } from '../../shared/money/amount-in.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { LinesField } from '../../shared/inputs/form-fields.tsx';
import { RadioField } from '../../shared/inputs/RadioField.tsx';
import { useAction } from '../../shared/queries/use-action.ts';
import { type Discrepancy, RECONCILIATION_CHANGES } from './queries.ts';

export function BookDiscrepancy({ of, onClose }: { of: Discrepancy; onClose: () => void }) {
  const form = useContractForm(reconciliation.book.input, {
    values: { id: of.id, as: '' as BookedAs | '', note: '' },
    advice: { as: 'Choose what it is.', note: 'Say what it was.' },
  });
  const book = useAction({
    act: adminApi.reconciliation.book,
    changes: RECONCILIATION_CHANGES,
    done: 'The transaction was booked',
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, book)}
      title={`Book ${amountIn(of.stripe_cents ?? 0, of.currency)} of Stripe’s?`}
      action="Book transaction"
      stay="Cancel"
      onClose={onClose}
    >
      <p>
        <bdi>{of.detail}</bdi>. It is booked on the day Stripe made it, and no invoice changes. This cannot be
        undone here.
      </p>
      <RadioField
        control={form.control}
        name="as"
        label="Book as"
        required
        choices={[
          { value: 'fee', label: 'A fee of Stripe’s, or tax on one' },
          {
            value: 'owner_money',
            label: 'The owner’s money, from or to the bank account (top-up, reserve)',
          },
        ]}
      />
      <LinesField control={form.control} name="note" label="Note" required maxLength={LIMITS.reason} />
    </FormDialog>
  );
}

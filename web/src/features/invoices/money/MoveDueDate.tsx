/** Moves the due date of an issued invoice, with a reason that stays in its history. */
import { invoiceCorrections } from '../../../../../functions/contracts/invoice-corrections.ts';
import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import { moneyApi } from '../../../api/money.ts';
import { formProps, useContractForm } from '../../../shared/inputs/contract-form.ts';
import { formatDay } from '../../../shared/text/dates.ts';
import { FormDialog } from '../../../shared/layout/FormDialog.tsx';
import { LinesField, TextField } from '../../../shared/inputs/form-fields.tsx';
import { useMoneyAction } from '../../../shared/money/use-money-action.ts';
import type { Invoice } from '../queries.ts';

export function MoveDueDate({ invoice, onClose }: { invoice: Invoice; onClose: () => void }) {
  const before = invoice.due_date;
  const form = useContractForm(invoiceCorrections.dueDate.input, {
    values: { id: invoice.id, due_date: before, reason: '' },
    advice: { due_date: 'Choose another day.', reason: 'Enter a reason.' },
    check: ({ due_date }) => new Map(due_date === before ? [['due_date', 'Choose another day.']] : []),
  });
  const move = useMoneyAction({
    act: moneyApi.invoices.dueDate,
    done: (moved) => `Due on ${formatDay(moved.due_date)} now`,
    onDone: onClose,
  });
  const day = form.watch('due_date');
  const changed = day !== '' && day !== before;
  return (
    <FormDialog
      {...formProps(form, move)}
      title="Move the due date"
      action={changed ? `Make it ${formatDay(day)}` : 'Move due date'}
      onClose={onClose}
    >
      <p>
        The balance stays as it is. The invoice is overdue, and reminded of, by the new day
        {invoice.overdue_since && '; until then it is no longer late'}.
      </p>
      <TextField
        control={form.control}
        name="due_date"
        type="date"
        label="New due date"
        required
        hint={`Now ${formatDay(before)}.`}
      />
      <LinesField control={form.control} name="reason" label="Reason" required maxLength={LIMITS.reason} />
    </FormDialog>
  );
}

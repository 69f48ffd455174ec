/** Moves the due date of an issued invoice, with a reason that stays in its history. */
import { Input, Textarea } from '@fluentui/react-components';
import { useState } from 'react';
import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import { moneyApi } from '../../../api/money.ts';
import { FormField } from '../../../shared/inputs/FormField.tsx';
import { problemErrors } from '../../../shared/inputs/form-errors.ts';
import { FormDialog } from '../../../shared/layout/FormDialog.tsx';
import { useMoneyAction } from '../../../shared/money/use-money-action.ts';
import { formatDay } from '../../../shared/text/dates.ts';
import type { Invoice } from '../queries.ts';

export function MoveDueDate({ invoice, onClose }: { invoice: Invoice; onClose: () => void }) {
  const [day, setDay] = useState(invoice.due_date);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const move = useMoneyAction({
    act: () => moneyApi.corrections.dueDate({ id: invoice.id, due_date: day, reason: reason.trim() }),
    done: (moved) => `Due on ${formatDay(moved.due_date)} now`,
    onDone: onClose,
  });
  const changed = day !== '' && day !== invoice.due_date;
  const refused = problemErrors(move.error).get('due_date');
  return (
    <FormDialog
      title="Move the due date"
      action={changed ? `Make it ${formatDay(day)}` : 'Move due date'}
      busy={move.isPending}
      error={refused ? null : move.error}
      onSubmit={() => {
        setTried(true);
        if (changed && reason.trim()) move.mutate();
      }}
      onClose={onClose}
    >
      <p>
        The balance stays as it is. The invoice is overdue, and reminded of, by the new day
        {invoice.overdue_since && '; until then it is no longer late'}.
      </p>
      <FormField
        label="New due date"
        required
        hint={`Now ${formatDay(invoice.due_date)}.`}
        error={refused ?? (tried && !changed ? 'Choose another day.' : undefined)}
      >
        <Input type="date" value={day} onChange={(_, { value }) => setDay(value)} />
      </FormField>
      <FormField label="Reason" required error={tried && !reason.trim() ? 'Enter a reason.' : undefined}>
        <Textarea
          value={reason}
          maxLength={LIMITS.reason}
          rows={2}
          onChange={(_, { value }) => setReason(value)}
        />
      </FormField>
    </FormDialog>
  );
}

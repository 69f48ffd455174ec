/** Archiving by hand: how many, what it does, and the count typed once more. */
import { archives } from '../../../../functions/contracts/archives.ts';
import { adminApi } from '../../api/admin-api.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { TextField } from '../../shared/inputs/form-fields.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import type { Due } from './queries.ts';
import { daysInWords, invoicesInWords } from './words.ts';

type RunDialogProps = { due: Due; onClose: () => void; onStarted: (invoices: number) => void };

export function RunDialog({ due, onClose, onStarted }: RunDialogProps) {
  const count = String(due.invoices);
  const form = useContractForm(archives.run.input, {
    values: { invoices: '' },
    toInput: ({ invoices }) => ({ invoices: Number(invoices) }),
    check: ({ invoices }) =>
      new Map(invoices.trim() === count ? [] : [['invoices', `Type ${count} to go on.`]]),
  });
  const run = useAction({
    act: adminApi.archives.run,
    // Also after a conflict: it is another number by now, and the page shows it.
    changes: [KEYS.archives],
    onDone: ({ invoices }) => onStarted(invoices),
  });
  return (
    <FormDialog
      {...formProps(form, run)}
      title={`Archive ${invoicesInWords(due.invoices)}?`}
      action={`Archive ${invoicesInWords(due.invoices)}`}
      onClose={onClose}
    >
      <p>
        All of them were paid in full or cancelled at least {daysInWords(due.after_days)} ago. Patients’ links
        to them end. Each can be restored from here, the same as it was.
      </p>
      <TextField
        control={form.control}
        name="invoices"
        label={`Type ${count} to confirm`}
        required
        inputMode="numeric"
      />
    </FormDialog>
  );
}

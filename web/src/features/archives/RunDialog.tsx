/** Archiving by hand: how many, what it does, and the count typed once more. */
import { Input } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { adminApi } from '../../api/office.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import type { Due } from './queries.ts';
import { daysInWords, invoicesInWords } from './words.ts';

type RunDialogProps = { due: Due; onClose: () => void; onStarted: (invoices: number) => void };

export function RunDialog({ due, onClose, onStarted }: RunDialogProps) {
  const cache = useQueryClient();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState<string>();
  const run = useMutation({
    mutationFn: () => adminApi.archives.run({ invoices: due.invoices }),
    onSuccess: ({ invoices }) => onStarted(invoices),
    // Another number by now: the page shows it.
    onError: () => void cache.invalidateQueries({ queryKey: ['archives'] }),
  });
  const submit = () => {
    if (typed.trim() !== String(due.invoices)) {
      setWrong(`Type ${due.invoices} to go on.`);
      return;
    }
    run.mutate();
  };
  return (
    <FormDialog
      title={`Archive ${invoicesInWords(due.invoices)}?`}
      action={`Archive ${invoicesInWords(due.invoices)}`}
      busy={run.isPending}
      error={run.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>
        All of them were paid in full or cancelled at least {daysInWords(due.after_days)} ago. Patients’ links
        to them end. Each can be restored from here, the same as it was.
      </p>
      <FormField label={`Type ${due.invoices} to confirm`} required error={wrong}>
        <Input
          value={typed}
          inputMode="numeric"
          autoComplete="off"
          onChange={(_, { value }) => {
            setTyped(value);
            setWrong(undefined);
          }}
        />
      </FormField>
    </FormDialog>
  );
}

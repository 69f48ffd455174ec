/** Someone else saved the draft meanwhile: for each field that differs, theirs or mine. */
import { makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { FormDialog } from '../../../shared/layout/FormDialog.tsx';
import { type ConflictField, conflictText, differingFields, merged } from './conflict.ts';
import { type BuilderValues, valuesOf } from './form.ts';
import type { Conflict } from './use-autosave.ts';

const useStyles = makeStyles({
  field: { border: 'none', margin: 0, padding: 0, minWidth: 0 },
  name: { fontWeight: tokens.fontWeightSemibold, padding: 0 },
});

const FIELD_WORDS: Record<ConflictField, string> = {
  patient: 'Patient',
  due_date: 'Due date',
  items: 'Items',
  discount_cents: 'Discount',
  notes: 'Notes',
};

type ConflictDialogProps = { conflict: Conflict; onResolve: (chosen: BuilderValues) => void };

export function ConflictDialog({ conflict: { mine, theirs: invoice }, onResolve }: ConflictDialogProps) {
  const styles = useStyles();
  const theirs = valuesOf(invoice);
  const fields = differingFields(mine, theirs);
  const [kept, setKept] = useState<readonly ConflictField[]>(fields);
  const choose = (field: ConflictField, whose: string) =>
    setKept((before) => [...before.filter((each) => each !== field), ...(whose === 'mine' ? [field] : [])]);
  return (
    <FormDialog
      title="Someone else changed this draft"
      action="Save these choices"
      stay="Reload theirs"
      busy={false}
      error={undefined}
      onSubmit={() => onResolve(merged(mine, theirs, kept))}
      onClose={() => onResolve(theirs)}
    >
      <p>Nothing of theirs was overwritten. Choose for each field what the draft shall say.</p>
      {fields.map((field) => (
        <fieldset key={field} className={styles.field}>
          <legend className={styles.name}>{FIELD_WORDS[field]}</legend>
          <RadioGroup
            value={kept.includes(field) ? 'mine' : 'theirs'}
            onChange={(_, { value }) => choose(field, value)}
          >
            <Radio value="mine" label={<bdi>Mine: {conflictText(mine, field)}</bdi>} />
            <Radio value="theirs" label={<bdi>Theirs: {conflictText(theirs, field)}</bdi>} />
          </RadioGroup>
        </fieldset>
      ))}
      {fields.length === 0 && <p>Both say the same.</p>}
    </FormDialog>
  );
}

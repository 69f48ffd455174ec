/** What staff wrote to an invoice for each other; no patient sees it. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Delete16Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type InternalNote, invoiceNotes } from '../../../../functions/contracts/invoice-notes.ts';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { invoiceNotesApi } from '../../api/invoice-notes.ts';
import { detailOf } from '../../api/problem.ts';
import { useSignedIn } from '../../session/current.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { LinesField } from '../../shared/inputs/form-fields.tsx';
import { LazyActionDialog } from '../../shared/layout/LazyActionDialog.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import { formatInstant } from '../../shared/text/dates.ts';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gap: tokens.spacingVerticalM,
    margin: `0 0 ${tokens.spacingVerticalL}`,
    padding: 0,
    listStyleType: 'none',
  },
  note: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', margin: 0 },
  head: {
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'center',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
  },
  form: { display: 'grid', gap: tokens.spacingVerticalS, justifyItems: 'start', '& > *': { width: '100%' } },
  button: { width: 'auto' },
});

const changes = [KEYS.invoiceNotes, [...KEYS.invoices, 'timeline']];

function NoteForm({ id }: { id: string }) {
  const styles = useStyles();
  const form = useContractForm(invoiceNotes.addInternalNote.input, {
    values: { id, note: '' },
    advice: { note: 'Write something.' },
  });
  const add = useAction({ act: invoiceNotesApi.addInternalNote, changes, onDone: () => form.reset() });
  const { busy, error, onSubmit } = formProps(form, add);
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onSubmit();
      }}
    >
      <LinesField
        control={form.control}
        name="note"
        label="New internal note"
        hint="Only staff see it."
        maxLength={LIMITS.notes}
      />
      {error != null && <div role="alert">{detailOf(error)}</div>}
      <Button type="submit" className={styles.button} disabledFocusable={busy}>
        Add note
      </Button>
    </form>
  );
}

type NoteProps = { note: InternalNote; onRemove: ((note: InternalNote) => void) | undefined };

function Note({ note, onRemove }: NoteProps) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const at = formatInstant(note.created_at, clinic.time_zone);
  return (
    <li>
      <div className={styles.head}>
        <span>
          <bdi>{note.staff_name}</bdi>, {at}
        </span>
        {onRemove && (
          <Button
            appearance="subtle"
            size="small"
            icon={<Delete16Regular />}
            aria-label={`Remove the note of ${isolate(note.staff_name)}, ${at}`}
            onClick={() => onRemove(note)}
          />
        )}
      </div>
      <p className={styles.note}>
        <bdi>{note.note ?? 'The patient was erased, so this note cannot be read any more.'}</bdi>
      </p>
    </li>
  );
}

function RemoveNote({ id, note, onClose }: { id: string; note: InternalNote; onClose: () => void }) {
  const remove = useAction({
    act: () => invoiceNotesApi.removeInternalNote({ id, note_id: note.id }),
    changes,
    done: 'The note was removed',
    onDone: onClose,
  });
  return (
    <LazyActionDialog
      open
      title="Remove this note?"
      action="Remove note"
      danger
      busy={remove.isPending}
      error={remove.error}
      onAct={() => remove.mutate()}
      onClose={onClose}
    >
      <p>Its text is deleted. The timeline keeps that there was a note.</p>
    </LazyActionDialog>
  );
}

export function InternalNotes({ id }: { id: string }) {
  const styles = useStyles();
  const { staff, can } = useSignedIn();
  const [removing, setRemoving] = useState<InternalNote>();
  const notes = useQuery({
    queryKey: [...KEYS.invoiceNotes, id],
    queryFn: async ({ signal }) => (await invoiceNotesApi.internalNotes({ id }, { signal })).data,
  });
  if (notes.isPending) return <LoadingRows rows={2} label="Loading internal notes" />;
  if (notes.isError) return <ErrorState error={notes.error} onRetry={() => void notes.refetch()} />;
  const mayRemove = ({ staff_id }: InternalNote) =>
    can('invoices.write') && (staff_id === staff.id || staff.role === 'admin');
  return (
    <>
      {notes.data.length > 0 && (
        <ul className={styles.list}>
          {notes.data.map((note) => (
            <Note key={note.id} note={note} onRemove={mayRemove(note) ? setRemoving : undefined} />
          ))}
        </ul>
      )}
      {can('invoices.write') && <NoteForm id={id} />}
      {removing && <RemoveNote id={id} note={removing} onClose={() => setRemoving(undefined)} />}
    </>
  );
}

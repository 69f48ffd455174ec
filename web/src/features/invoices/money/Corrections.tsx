/** What corrects an issued invoice: credit notes, write-offs, a moved due date, the patient's credit. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { isPayable } from '../../../../../functions/domain/invoice.ts';
import { useSignedIn } from '../../../session/current.ts';
import { DocumentButton } from '../../../shared/inputs/DocumentButton.tsx';
import { Panel } from '../../../shared/layout/Panel.tsx';
import { ErrorState, LoadingRows } from '../../../shared/layout/states.tsx';
import { Money } from '../../../shared/money/Money.tsx';
import { formatInstantDay } from '../../../shared/text/dates.ts';
import type { Invoice } from '../queries.ts';
import { LazyMoneyDialog } from './LazyMoneyDialog.tsx';
import type { MoneyStep } from './MoneyDialog.tsx';
import { type CreditNote, useCreditNotes } from './queries.ts';
import { RequestedCreditNotes } from './RequestedCreditNotes.tsx';

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalM },
  quiet: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  note: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
    paddingBottom: tokens.spacingVerticalS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  words: { minWidth: 0 },
  amount: { textAlign: 'end' },
});

function Note({ note }: { note: CreditNote }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const items = note.lines.map(({ description }) => description).filter((text) => text !== null);
  return (
    <li className={styles.note}>
      <div className={styles.words}>
        <strong>{note.number}</strong>
        <div>
          <bdi>{note.reason}</bdi>
        </div>
        {items.length > 0 && <div className={styles.quiet}>{items.join(', ')}</div>}
        <div className={styles.quiet}>{formatInstantDay(note.issued_at, clinic.time_zone)}</div>
      </div>
      <div className={styles.amount}>
        <Money cents={note.amount_cents} currency={note.currency} />
        {note.tax_cents > 0 && (
          <div className={styles.quiet}>
            of it tax <Money cents={note.tax_cents} currency={note.currency} />
          </div>
        )}
        {note.to_credit_cents > 0 && (
          <div className={styles.quiet}>
            <Money cents={note.to_credit_cents} currency={note.currency} /> became credit
          </div>
        )}
        <DocumentButton
          appearance="subtle"
          size="small"
          path={`/invoices/${note.invoice_id}/credit-notes/${note.id}/pdf`}
          label="PDF"
          aria-label={`PDF of ${note.number}`}
        />
      </div>
    </li>
  );
}

function Notes({ invoice }: { invoice: Invoice }) {
  const styles = useStyles();
  const notes = useCreditNotes(invoice);
  if (notes.isPending) return <LoadingRows rows={1} label="Loading corrections" />;
  if (notes.isError) return <ErrorState error={notes.error} onRetry={() => void notes.refetch()} />;
  const { written_off_cents } = invoice.payment_summary;
  const nothing = notes.data.data.length === 0 && written_off_cents === 0;
  return (
    <>
      {nothing && <p className={styles.quiet}>Nothing was credited or written off.</p>}
      {notes.data.data.length > 0 && (
        <ul className={styles.root} aria-label="Credit notes">
          {notes.data.data.map((note) => (
            <Note key={note.id} note={note} />
          ))}
        </ul>
      )}
      {written_off_cents > 0 && (
        <p>
          <Money cents={written_off_cents} currency={invoice.currency} /> is written off.
        </p>
      )}
    </>
  );
}

export function Corrections({ invoice }: { invoice: Invoice }) {
  const styles = useStyles();
  const { can } = useSignedIn();
  const [asking, setAsking] = useState<MoneyStep>();
  const open = isPayable(invoice.status);
  const { written_off_cents } = invoice.payment_summary;
  const button = (step: MoneyStep, label: string) => (
    <Button key={label} onClick={() => setAsking(step)}>
      {label}
    </Button>
  );
  const actions = [
    open && invoice.patient_credit_cents > 0 && can('credits.apply')
      ? button({ step: 'apply-credit' }, 'Apply credit')
      : null,
    can('credit_notes.create') ? button({ step: 'credit-note' }, 'Credit note') : null,
    open && can('invoices.write') ? button({ step: 'due-date' }, 'Move due date') : null,
    open && can('write_offs.create') ? button({ step: 'write-off' }, 'Write off') : null,
    written_off_cents > 0 && can('write_offs.create')
      ? button({ step: 'take-back' }, 'Reverse write-off')
      : null,
  ].filter((action) => action !== null);
  return (
    <Panel title="Corrections">
      <div className={styles.root}>
        <Notes invoice={invoice} />
        <RequestedCreditNotes invoice={invoice} />
        {actions.length > 0 && (
          <div className={styles.actions} data-print="hide">
            {actions}
          </div>
        )}
      </div>
      <LazyMoneyDialog asking={asking} invoice={invoice} onClose={() => setAsking(undefined)} />
    </Panel>
  );
}

/** Credits an amount of an invoice, or amounts of its lines, under a number of its own series. */
import { makeStyles, Radio, RadioGroup, Textarea, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import { isolate } from '../../../../../functions/domain/bidirectional-text.ts';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import { moneyApi } from '../../../api/money.ts';
import { AmountField } from '../../../shared/inputs/AmountField.tsx';
import { FormField } from '../../../shared/inputs/FormField.tsx';
import { ActionDialog } from '../../../shared/layout/ActionDialog.tsx';
import { FormDialog } from '../../../shared/layout/FormDialog.tsx';
import { ErrorState, LoadingRows } from '../../../shared/layout/states.tsx';
import type { AmountValue } from '../../../shared/money/amounts.ts';
import { useMoneyAction } from '../../../shared/money/use-money-action.ts';
import type { Invoice } from '../queries.ts';
import { BalancePreview } from './BalancePreview.tsx';
import { type CreditLimits, useCreditNotes } from './queries.ts';

const useStyles = makeStyles({
  lines: {
    display: 'grid',
    gap: tokens.spacingVerticalM,
    border: 'none',
    padding: 0,
    margin: 0,
    minWidth: 0,
  },
  legend: { padding: 0, fontWeight: tokens.fontWeightSemibold, fontSize: tokens.fontSizeBase200 },
});

type IssueCreditNoteProps = { invoice: Invoice; onClose: () => void };

/** The lines with an amount typed beside them. */
function chosenLines(invoice: Invoice, limits: CreditLimits, amounts: Record<string, AmountValue>) {
  return invoice.items.flatMap(({ id }) => {
    const amount = amounts[id] ?? 'empty';
    if (amount === 'empty' || amount === 0) return [];
    return [{ id, amount, fits: typeof amount === 'number' && amount <= leftOf(limits, id) }];
  });
}

/** What earlier credit notes left of a line. */
const leftOf = (limits: CreditLimits, id: string): number =>
  limits.lines.find((line) => line.invoice_item_id === id)?.amount_cents ?? 0;

/** What can still be credited is asked first. The form keeps what it began with. */
export function IssueCreditNote({ invoice, onClose }: IssueCreditNoteProps) {
  const notes = useCreditNotes(invoice);
  const [begun, setBegun] = useState<CreditLimits>();
  if (begun) return <CreditNoteForm invoice={invoice} limits={begun} onClose={onClose} />;
  const limits = notes.data?.creditable;
  if (limits && limits.amount_cents > 0 && !notes.isFetching) setBegun(limits);
  return (
    <ActionDialog
      open
      title={`Credit note to ${invoice.invoice_number ?? 'this invoice'}`}
      action="Close"
      stay="Back"
      busy={false}
      error={null}
      onAct={onClose}
      onClose={onClose}
    >
      {notes.isPending && <LoadingRows rows={2} label="Loading what can be credited" />}
      {notes.isError && <ErrorState error={notes.error} onRetry={() => void notes.refetch()} />}
      {limits?.amount_cents === 0 && <p>Nothing of this invoice is left to credit.</p>}
    </ActionDialog>
  );
}

function CreditNoteForm({ invoice, limits, onClose }: IssueCreditNoteProps & { limits: CreditLimits }) {
  const styles = useStyles();
  const { currency, balance_cents: owed } = invoice;
  const most = limits.amount_cents;
  const money = (cents: number) => formatMoney(cents, currency);
  const [byLine, setByLine] = useState(false);
  const [amount, setAmount] = useState<AmountValue>('empty');
  const [amounts, setAmounts] = useState<Record<string, AmountValue>>({});
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);

  const lines = chosenLines(invoice, limits, amounts);
  const sum = lines.reduce((total, line) => total + (typeof line.amount === 'number' ? line.amount : 0), 0);
  const requested = byLine ? sum : amount;
  const fits =
    typeof requested === 'number' &&
    requested >= 1 &&
    requested <= most &&
    (!byLine || lines.every((line) => line.fits));
  const credit = useMoneyAction({
    act: () =>
      moneyApi.corrections.creditNote({
        id: invoice.id,
        reason: reason.trim(),
        ...(byLine
          ? { lines: lines.map((line) => ({ invoice_item_id: line.id, amount_cents: Number(line.amount) })) }
          : { amount_cents: Number(amount) }),
      }),
    done: (note) => `Credit note ${note.number} over ${money(note.amount_cents)} was issued`,
    onDone: onClose,
  });
  const offDebt = fits ? Math.min(requested, owed) : undefined;
  return (
    <FormDialog
      title={`Credit note to ${invoice.invoice_number ?? 'this invoice'}`}
      action={fits ? `Credit ${money(requested)}` : 'Issue credit note'}
      busy={credit.isPending}
      error={credit.error}
      onSubmit={() => {
        setTried(true);
        if (fits && reason.trim()) credit.mutate();
      }}
      onClose={onClose}
    >
      <p>
        A part of the charge is taken back, with its tax. It comes off the debt first; what was paid already
        becomes the patient’s credit.
      </p>
      <FormField label="What is credited">
        <RadioGroup
          layout="horizontal"
          value={byLine ? 'lines' : 'amount'}
          onChange={(_, { value }) => setByLine(value === 'lines')}
        >
          <Radio value="amount" label="An amount" />
          <Radio value="lines" label="Items" />
        </RadioGroup>
      </FormField>
      {!byLine && (
        <AmountField
          label="Amount, tax included"
          hint={`At most ${money(most)} is left to credit.`}
          value={amount}
          currency={currency}
          most={most}
          tried={tried}
          onChange={setAmount}
        />
      )}
      {byLine && (
        <fieldset className={styles.lines}>
          <legend className={styles.legend}>Amounts to credit, tax included</legend>
          {byLine && sum > most && (
            <p role="alert">
              The items come to {money(sum)}. At most {money(most)} is left to credit.
            </p>
          )}
          {invoice.items.map((item) => {
            const left = leftOf(limits, item.id);
            const chosen = lines.some(({ id }) => id === item.id);
            return (
              <AmountField
                key={item.id}
                label={isolate(item.description)}
                hint={`Charged ${money(item.total_cents)}, ${money(left)} is left to credit`}
                required={false}
                value={amounts[item.id] ?? 'empty'}
                currency={currency}
                least={0}
                most={left}
                tried={chosen || (tried && lines.length === 0)}
                onChange={(value) => setAmounts((now) => ({ ...now, [item.id]: value }))}
              />
            );
          })}
        </fieldset>
      )}
      <FormField label="Reason" required error={tried && !reason.trim() ? 'Enter a reason.' : undefined}>
        <Textarea
          value={reason}
          maxLength={LIMITS.reason}
          rows={2}
          onChange={(_, { value }) => setReason(value)}
        />
      </FormField>
      <BalancePreview
        invoice={invoice}
        afterCents={offDebt === undefined ? undefined : owed - offDebt}
        creditCents={offDebt === undefined || !fits ? undefined : requested - offDebt}
      />
    </FormDialog>
  );
}

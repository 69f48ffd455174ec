/** Credits an amount of an invoice, or amounts of its lines, under a number of its own series. */
import { makeStyles, Radio, RadioGroup, Textarea, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import { api } from '../../../api/api.ts';
import { type AmountValue, CurrencyInput } from '../../../shared/CurrencyInput.tsx';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { FormField } from '../../../shared/FormField.tsx';
import { useMoneyAction } from '../../../shared/money/use-money-action.ts';
import type { Invoice } from '../queries.ts';
import { BalancePreview } from './BalancePreview.tsx';

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
function chosenLines(invoice: Invoice, amounts: Record<string, AmountValue>) {
  return invoice.items.flatMap(({ id, total_cents }) => {
    const amount = amounts[id] ?? 'empty';
    if (amount === 'empty' || amount === 0) return [];
    return [{ id, amount, fits: typeof amount === 'number' && amount <= total_cents }];
  });
}

export function IssueCreditNote({ invoice, onClose }: IssueCreditNoteProps) {
  const styles = useStyles();
  const { currency, balance_cents: owed } = invoice;
  const money = (cents: number) => formatMoney(cents, currency);
  const [byLine, setByLine] = useState(false);
  const [amount, setAmount] = useState<AmountValue>('empty');
  const [amounts, setAmounts] = useState<Record<string, AmountValue>>({});
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);

  const lines = chosenLines(invoice, amounts);
  const sum = lines.reduce((total, line) => total + (typeof line.amount === 'number' ? line.amount : 0), 0);
  const wished = byLine ? sum : amount;
  const fits =
    typeof wished === 'number' &&
    wished >= 1 &&
    wished <= invoice.total_amount_cents &&
    (!byLine || lines.every((line) => line.fits));
  const credit = useMoneyAction({
    act: () =>
      api.corrections.creditNote({
        id: invoice.id,
        reason: reason.trim(),
        ...(byLine
          ? { lines: lines.map((line) => ({ invoice_item_id: line.id, amount_cents: Number(line.amount) })) }
          : { amount_cents: Number(amount) }),
      }),
    done: (note) => `Credit note ${note.number} over ${money(note.amount_cents)} was issued`,
    onDone: onClose,
  });
  const offDebt = fits ? Math.min(wished, owed) : undefined;
  return (
    <FormDialog
      title={`Credit note to ${invoice.invoice_number ?? 'this invoice'}`}
      action={fits ? `Credit ${money(wished)}` : 'Issue credit note'}
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
        <FormField
          label="Amount, tax included"
          required
          error={
            tried && !fits
              ? `Enter an amount from ${money(1)} to ${money(invoice.total_amount_cents)}.`
              : undefined
          }
        >
          <CurrencyInput value={amount} currency={currency} onChange={setAmount} />
        </FormField>
      )}
      {byLine && (
        <fieldset className={styles.lines}>
          <legend className={styles.legend}>Amounts to credit, tax included</legend>
          {invoice.items.map((item) => {
            const line = lines.find(({ id }) => id === item.id);
            const wrong = (line && !line.fits) || (tried && lines.length === 0);
            return (
              <FormField
                key={item.id}
                label={item.description}
                hint={`Charged ${money(item.total_cents)}`}
                error={wrong ? `Enter at most ${money(item.total_cents)}.` : undefined}
              >
                <CurrencyInput
                  value={amounts[item.id] ?? 'empty'}
                  currency={currency}
                  onChange={(value) => setAmounts((now) => ({ ...now, [item.id]: value }))}
                />
              </FormField>
            );
          })}
        </fieldset>
      )}
      <FormField label="Reason" required error={tried && !reason.trim() ? 'Enter a reason.' : undefined}>
        <Textarea value={reason} maxLength={500} rows={2} onChange={(_, { value }) => setReason(value)} />
      </FormField>
      <BalancePreview
        invoice={invoice}
        afterCents={offDebt === undefined ? undefined : owed - offDebt}
        creditCents={offDebt === undefined || !fits ? undefined : wished - offDebt}
      />
    </FormDialog>
  );
}

/** How much was taken, how, and what each invoice gets of it; the rest is shown live. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { type Currency, formatMoney } from '../../../../functions/domain/currency.ts';
import { OFFLINE_METHODS } from '../../../../functions/domain/offline-payment.ts';
import { moneyApi } from '../../api/money.ts';
import { useSignedIn } from '../../session/current.ts';
import { formProps } from '../../shared/inputs/contract-form.ts';
import { MoneyField, SelectField, TextField } from '../../shared/inputs/form-fields.tsx';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { useMoneyAction } from '../../shared/money/use-money-action.ts';
import { methodName, REFERENCE_LABELS } from '../../shared/money/words.ts';
import { formatDay, todayIn } from '../../shared/text/dates.ts';
import type { Patient } from './queries.ts';
import { allocatedCents, centsOf, type OpenInvoice, useTakePaymentForm } from './take-payment-form.ts';

const useStyles = makeStyles({
  invoices: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalS,
    border: 'none',
    padding: 0,
    margin: 0,
    minWidth: 0,
  },
  legend: { padding: 0, fontWeight: tokens.fontWeightSemibold, fontSize: tokens.fontSizeBase200 },
  rest: {
    padding: '10px 12px',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
    fontVariantNumeric: 'tabular-nums',
  },
});

type TakePaymentFormProps = {
  patient: Patient;
  /** In one currency, the oldest due first. */
  invoices: readonly OpenInvoice[];
  currency: Currency;
  /** The choice of the currency, where there is one. */
  choice: ReactNode;
  onClose: () => void;
};

export function TakePaymentForm({ patient, invoices, currency, choice, onClose }: TakePaymentFormProps) {
  const { clinic } = useSignedIn();
  const today = todayIn(clinic.time_zone);
  const money = (amount: number) => formatMoney(amount, currency);
  const form = useTakePaymentForm({ patient, invoices, currency, today });
  const take = useMoneyAction({
    act: moneyApi.patients.takePayment,
    done: (payment) => `${money(payment.amount_cents)} recorded, receipt ${payment.receipt_number}`,
    onDone: onClose,
  });
  const [amount, method, parts] = form.watch(['amount_cents', 'method', 'invoices']);
  const paid = centsOf(amount);
  return (
    <FormDialog
      {...formProps(form, take)}
      title={`Take payment from ${isolate(patient.name)}`}
      action={paid === 0 ? 'Take payment' : `Take ${money(paid)}`}
      onClose={onClose}
    >
      {choice}
      <MoneyField control={form.control} name="amount_cents" label="Amount" currency={currency} />
      <SelectField
        control={form.control}
        name="method"
        label="How it was paid"
        choices={OFFLINE_METHODS.map((value) => ({ value, label: methodName(value) }))}
      />
      <TextField
        control={form.control}
        name="reference"
        label={REFERENCE_LABELS[method]}
        hint="No words about the treatment."
        maxLength={LIMITS.reference}
      />
      <TextField control={form.control} name="received_on" label="Received on" type="date" max={today} />
      <Parts form={form} invoices={invoices} currency={currency} />
      <Rest owed={invoices} paid={paid} allocated={allocatedCents(parts)} currency={currency} />
    </FormDialog>
  );
}

type PartsProps = Pick<TakePaymentFormProps, 'invoices' | 'currency'> & {
  form: ReturnType<typeof useTakePaymentForm>;
};

/** What each invoice gets. */
function Parts({ form, invoices, currency }: PartsProps) {
  const styles = useStyles();
  return (
    <fieldset className={styles.invoices}>
      <legend className={styles.legend}>What it pays, the oldest due first</legend>
      {invoices.map((invoice, place) => (
        <MoneyField
          key={invoice.id}
          control={form.control}
          name={`invoices.${place}.amount_cents`}
          label={invoice.invoice_number ?? 'Invoice'}
          hint={`${formatMoney(invoice.balance_cents, currency)} owed, due ${formatDay(invoice.due_date)}`}
          required={false}
          currency={currency}
        />
      ))}
    </fieldset>
  );
}

type RestProps = { owed: readonly OpenInvoice[]; paid: number; allocated: number; currency: Currency };

/** What is owed afterwards, and what is kept as credit. */
function Rest({ owed, paid, allocated, currency }: RestProps) {
  const styles = useStyles();
  const all = owed.reduce((sum, invoice) => sum + invoice.balance_cents, 0);
  const kept = Math.max(0, paid - allocated);
  return (
    <div className={styles.rest} role="status">
      <div>
        Owed: {formatMoney(all, currency)} →{' '}
        <strong>{formatMoney(Math.max(0, all - allocated), currency)}</strong>
      </div>
      {kept > 0 && <div>Kept as credit: {formatMoney(kept, currency)}</div>}
    </div>
  );
}

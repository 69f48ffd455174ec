/** Credits an amount of an invoice, or amounts of its lines, under a number of its own series. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import { isolate } from '../../../../../functions/domain/bidirectional-text.ts';
import { moneyApi } from '../../../api/money.ts';
import { formProps } from '../../../shared/inputs/contract-form.ts';
import { Notice } from '../../../shared/layout/Notice.tsx';
import { FormDialog } from '../../../shared/layout/FormDialog.tsx';
import { LinesField, MoneyField } from '../../../shared/inputs/form-fields.tsx';
import { useMoneyAction } from '../../../shared/money/use-money-action.ts';
import { RadioField } from '../../../shared/inputs/RadioField.tsx';
import type { Invoice } from '../queries.ts';
import { BalancePreview } from './BalancePreview.tsx';
import { creditedCents, leftOf, sumOf, useCreditNoteForm } from './credit-note-form.ts';
import type { CreditLimits } from './queries.ts';

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

const WAYS = [
  { value: 'amount', label: 'An amount' },
  { value: 'lines', label: 'Items' },
] as const;

type CreditNoteFormProps = { invoice: Invoice; limits: CreditLimits; onClose: () => void };

export function CreditNoteForm({ invoice, limits, onClose }: CreditNoteFormProps) {
  const { currency, balance_cents: owed } = invoice;
  const money = (cents: number) => formatMoney(cents, currency);
  const form = useCreditNoteForm(invoice, limits);
  const issue = useMoneyAction({
    act: moneyApi.invoices.creditNote,
    done: (note) => `Credit note ${note.number} for ${money(note.amount_cents)} was issued`,
    onDone: onClose,
  });
  const request = useMoneyAction({
    act: moneyApi.invoices.creditNoteRequest,
    done: (asked) => `The credit note over ${money(asked.amount_cents)} is pending the approval of an admin`,
    onDone: onClose,
  });
  const credited = creditedCents(form.watch(), limits);
  const needsApproval = credited !== undefined && credited > limits.unapproved_cents;
  const offDebt = credited === undefined || needsApproval ? undefined : Math.min(credited, owed);
  return (
    <FormDialog
      {...formProps(form, needsApproval ? request : issue)}
      title={`Credit note to ${invoice.invoice_number ?? 'this invoice'}`}
      action={
        credited === undefined
          ? 'Issue credit note'
          : `${needsApproval ? 'Request approval of' : 'Credit'} ${money(credited)}`
      }
      onClose={onClose}
    >
      <p>
        Part of the charge is credited, with its tax. It comes off the debt first; what was paid already
        becomes the patient’s credit.
      </p>
      <CreditedFields form={form} invoice={invoice} limits={limits} />
      {needsApproval && (
        <Notice intent="info" title="An admin must approve this credit note.">
          Of this patient’s invoices you can credit {money(limits.unapproved_cents)} without approval now.
          Nothing is credited before an admin approves it.
        </Notice>
      )}
      <LinesField control={form.control} name="reason" label="Reason" required maxLength={LIMITS.reason} />
      <BalancePreview
        invoice={invoice}
        afterCents={offDebt === undefined ? undefined : owed - offDebt}
        creditCents={credited === undefined || offDebt === undefined ? undefined : credited - offDebt}
      />
    </FormDialog>
  );
}

type CreditedFieldsProps = {
  form: ReturnType<typeof useCreditNoteForm>;
  invoice: Invoice;
  limits: CreditLimits;
};

/** One amount, or an amount for each line. */
function CreditedFields({ form: { control, watch }, invoice, limits }: CreditedFieldsProps) {
  const styles = useStyles();
  const { currency } = invoice;
  const money = (cents: number) => formatMoney(cents, currency);
  const [by, lines] = watch(['by', 'lines']);
  const sum = sumOf(lines);
  return (
    <>
      <RadioField control={control} name="by" label="What is credited" choices={WAYS} horizontal />
      {by === 'amount' && (
        <MoneyField
          control={control}
          name="amount_cents"
          label="Amount, tax included"
          hint={`At most ${money(limits.amount_cents)} is left to credit.`}
          currency={currency}
        />
      )}
      {by === 'lines' && (
        <fieldset className={styles.lines}>
          <legend className={styles.legend}>Amounts to credit, tax included</legend>
          {sum > limits.amount_cents && (
            <p role="alert">
              The items come to {money(sum)}. At most {money(limits.amount_cents)} is left to credit.
            </p>
          )}
          {invoice.items.map((item, index) => (
            <MoneyField
              key={item.id}
              control={control}
              name={`lines.${index}.amount_cents`}
              label={isolate(item.description)}
              hint={`Charged ${money(item.total_cents)}, ${money(leftOf(limits, item.id))} is left to credit`}
              required={false}
              currency={currency}
            />
          ))}
        </fieldset>
      )}
    </>
  );
}

/** How a debt is divided: the fields of the rule, and the instalments that follow from it while one types. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { Control, FieldPath } from 'react-hook-form';
import { type Currency, formatMoney } from '../../../../../functions/domain/currency.ts';
import { MoneyField, SelectField, TextField } from '../../../shared/inputs/form-fields.tsx';
import { formatDay } from '../../../shared/text/dates.ts';
import { INTERVAL_CHOICES } from './plan-words.ts';
import { previewOf, type ScheduleValues } from './schedule-form.ts';

const useStyles = makeStyles({
  preview: {
    padding: '10px 12px',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  list: { display: 'grid', gap: tokens.spacingVerticalXS, margin: 0, padding: 0, listStyle: 'none' },
  row: {
    display: 'flex',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
    fontVariantNumeric: 'tabular-nums',
  },
});

type ScheduleFieldsProps<V extends ScheduleValues> = {
  control: Control<V, unknown, unknown>;
  /** As they are typed now. */
  values: ScheduleValues;
  owedCents: number;
  currency: Currency;
};

export function ScheduleFields<V extends ScheduleValues>(props: ScheduleFieldsProps<V>) {
  const { control, values, owedCents, currency } = props;
  const name = (path: FieldPath<ScheduleValues>) => path as FieldPath<V>;
  return (
    <>
      <MoneyField
        control={control}
        name={name('down_payment_cents')}
        label="Down payment, due today"
        required={false}
        currency={currency}
      />
      <TextField
        control={control}
        name={name('rule.count')}
        label="Number of installments"
        inputMode="numeric"
        maxLength={2}
        required
      />
      <TextField
        control={control}
        name={name('rule.first_due_date')}
        label="First installment due"
        type="date"
        required
      />
      <SelectField control={control} name={name('rule.every')} label="How often" choices={INTERVAL_CHOICES} />
      <Preview values={values} owedCents={owedCents} currency={currency} />
    </>
  );
}

function Preview({ values, owedCents, currency }: Omit<ScheduleFieldsProps<ScheduleValues>, 'control'>) {
  const styles = useStyles();
  const instalments = previewOf(owedCents, values);
  return (
    <div className={styles.preview} role="status" aria-label="Schedule">
      {instalments.length === 0 ? (
        'The schedule shows here.'
      ) : (
        <ol className={styles.list}>
          {instalments.map(({ dueOn, amountCents }) => (
            <li key={dueOn} className={styles.row}>
              <span>{formatDay(dueOn)}</span>
              <span>{formatMoney(amountCents, currency)}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

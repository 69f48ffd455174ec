/** What a late payment costs, if the clinic charges for it at all. */
import { CURRENCIES } from '../../../../functions/domain/currency.ts';
import { useSignedIn } from '../../session/current.ts';
import { MoneyField } from '../../shared/inputs/form-fields.tsx';
import { RadioField } from '../../shared/inputs/RadioField.tsx';
import { SwitchSetting, TextSetting } from './fields.tsx';
import type { Settings } from './queries.ts';
import { type FieldsProps, SettingsForm } from './SettingsForm.tsx';

const KINDS = [
  { value: 'fixed', label: 'A fixed amount' },
  { value: 'percent', label: 'A share of what is owed' },
] as const;

/** The fee in the clinic's currency, and in each other one. */
function FeeAmounts({ control }: Pick<FieldsProps<'late_fee'>, 'control'>) {
  const { clinic } = useSignedIn();
  return (
    <>
      <MoneyField
        control={control}
        name="amount_cents"
        label="Amount"
        required={false}
        currency={clinic.currency}
      />
      {CURRENCIES.filter((currency) => currency !== clinic.currency).map((currency) => (
        <MoneyField
          key={currency}
          control={control}
          name={`other_amounts_cents.${currency}`}
          label={`Amount for invoices in ${currency.toUpperCase()}`}
          hint="Leave it empty to charge no fee."
          required={false}
          currency={currency}
        />
      ))}
    </>
  );
}

export function LateFeeSettings({ settings }: { settings: Settings }) {
  return (
    <SettingsForm part="late_fee" title="Late fees" settings={settings}>
      {({ control, values }) => (
        <>
          <SwitchSetting label="Charge a fee for late payment" control={control} name="enabled" />
          <RadioField control={control} name="kind" label="The fee is" choices={KINDS} />
          {values.kind === 'fixed' ? (
            <FeeAmounts control={control} />
          ) : (
            <TextSetting control={control} name="basis_points" label="Share" unit="%" />
          )}
          <TextSetting label="First fee after the due date" unit="days" control={control} name="grace_days" />
          <TextSetting label="Another one every" unit="days" control={control} name="every_days" />
          <TextSetting
            label="Maximum per invoice"
            unit="fees"
            hint="A fee is an invoice of its own; cancelling it waives it."
            control={control}
            name="max_periods"
          />
        </>
      )}
    </SettingsForm>
  );
}

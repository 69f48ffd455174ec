/** What a late payment costs, if the clinic charges for it at all. */
import { Radio, RadioGroup } from '@fluentui/react-components';
import { CURRENCIES } from '../../../../functions/domain/currency.ts';
import { useSignedIn } from '../../session/current.ts';
import { AmountField } from '../../shared/inputs/AmountField.tsx';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { SwitchSetting, TextSetting } from './fields.tsx';
import type { Settings } from './queries.ts';
import { SettingsForm } from './SettingsForm.tsx';

export function LateFeeSettings({ settings }: { settings: Settings }) {
  const { clinic } = useSignedIn();
  return (
    <SettingsForm part="late_fee" title="Late fees" settings={settings}>
      {({ values, errors, set }) => (
        <>
          <SwitchSetting
            label="Charge a fee for late payment"
            checked={values.enabled}
            onChange={(enabled) => set({ enabled })}
          />
          <FormField label="The fee is">
            <RadioGroup
              value={values.kind}
              onChange={(_, { value }) => set({ kind: value === 'percent' ? 'percent' : 'fixed' })}
            >
              <Radio value="fixed" label="A fixed amount" />
              <Radio value="percent" label="A share of what is owed" />
            </RadioGroup>
          </FormField>
          {values.kind === 'fixed' ? (
            <>
              <AmountField
                label="Amount"
                required={false}
                value={values.amount_cents}
                currency={clinic.currency}
                tried={false}
                error={errors.get('amount_cents')}
                onChange={(amount_cents) => set({ amount_cents })}
              />
              {CURRENCIES.filter((currency) => currency !== clinic.currency).map((currency) => (
                <AmountField
                  key={currency}
                  label={`Amount for invoices in ${currency.toUpperCase()}`}
                  hint="Leave it empty to charge no fee."
                  required={false}
                  value={values.other_amounts_cents[currency] ?? 'empty'}
                  currency={currency}
                  tried={false}
                  error={errors.get(`other_amounts_cents.${currency}`)}
                  onChange={(amount) =>
                    set({ other_amounts_cents: { ...values.other_amounts_cents, [currency]: amount } })
                  }
                />
              ))}
            </>
          ) : (
            <TextSetting
              label="Share"
              unit="%"
              value={values.basis_points}
              error={errors.get('basis_points')}
              onChange={(basis_points) => set({ basis_points })}
            />
          )}
          <TextSetting
            label="First fee after the due date"
            unit="days"
            value={values.grace_days}
            error={errors.get('grace_days')}
            onChange={(grace_days) => set({ grace_days })}
          />
          <TextSetting
            label="Another one every"
            unit="days"
            value={values.every_days}
            error={errors.get('every_days')}
            onChange={(every_days) => set({ every_days })}
          />
          <TextSetting
            label="At most for one invoice"
            unit="fees"
            hint="A fee is an invoice of its own; cancelling it waives it."
            value={values.max_periods}
            error={errors.get('max_periods')}
            onChange={(max_periods) => set({ max_periods })}
          />
        </>
      )}
    </SettingsForm>
  );
}

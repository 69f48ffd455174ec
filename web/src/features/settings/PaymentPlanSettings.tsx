/** When a payment plan is broken, and what follows. */
import { RadioField } from '../../shared/inputs/RadioField.tsx';
import { TextSetting } from './fields.tsx';
import type { Settings } from './queries.ts';
import { SettingsForm } from './SettingsForm.tsx';

const CONSEQUENCES = [
  { value: 'remind', label: 'Go on reminding the patient of the installment' },
  { value: 'pause', label: 'Stop reminders, so that staff can call' },
  { value: 'balance_due', label: 'Make the whole balance due, as it was before the plan' },
] as const;

export function PaymentPlanSettings({ settings }: { settings: Settings }) {
  return (
    <SettingsForm part="payment_plans" title="Payment plans" settings={settings}>
      {({ control }) => (
        <>
          <TextSetting
            label="A plan is broken when an installment is late by more than"
            unit="days"
            control={control}
            name="broken_after_days"
          />
          <RadioField control={control} name="when_broken" label="When it is broken" choices={CONSEQUENCES} />
          <p>A broken plan is always listed under Needs attention.</p>
        </>
      )}
    </SettingsForm>
  );
}

/** What the clinic demands of a sign-in. */
import { useSignedIn } from '../../session/current.ts';
import { MoneyField } from '../../shared/inputs/form-fields.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { RadioField } from '../../shared/inputs/RadioField.tsx';
import { TextSetting } from './fields.tsx';
import type { Settings } from './queries.ts';
import { SettingsForm } from './SettingsForm.tsx';

const DEMANDS = [
  { value: 'optional', label: 'Optional' },
  { value: 'required', label: 'Required for all staff' },
] as const;

export function SecuritySettings({ settings }: { settings: Settings }) {
  const { clinic } = useSignedIn();
  return (
    <SettingsForm part="security" title="Security" settings={settings}>
      {({ control, values }) => (
        <>
          <RadioField
            control={control}
            name="second_factor"
            label="Two-factor authentication"
            choices={DEMANDS}
          />
          {values.second_factor === 'required' && settings.security.second_factor === 'optional' && (
            <Notice intent="warning">
              After you save, staff without it, including you, must set it up before they can do anything
              else. Have your phone at hand.
            </Notice>
          )}
          <TextSetting
            label="Sign out after inactivity"
            unit="minutes"
            hint="From 5 to 60. A warning appears two minutes before. Every session ends after 12 hours."
            control={control}
            name="session_idle_minutes"
          />
          <MoneyField
            label="Credit notes by clerks, maximum"
            hint="Total per invoice for all credit notes by clerks, in the invoice’s currency. An admin can issue more."
            control={control}
            name="clerk_credit_note_cents"
            required={false}
            currency={clinic.currency}
          />
          <MoneyField
            label="Credit payouts without a second admin, maximum"
            hint="Per patient within 30 days, in the currency of the credit. Above it, another admin must approve. A higher limit takes effect after 24 hours."
            control={control}
            name="credit_payout_approval_cents"
            required={false}
            currency={clinic.currency}
          />
        </>
      )}
    </SettingsForm>
  );
}

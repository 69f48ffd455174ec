/** What the clinic demands of a sign-in. */
import { useSignedIn } from '../../session/current.ts';
import { MoneyField } from '../../shared/inputs/form-fields.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { RadioField } from '../../shared/inputs/RadioField.tsx';
import { TextSetting } from './fields.tsx';
import type { Settings } from './queries.ts';
import { SettingsForm } from './SettingsForm.tsx';

const DEMANDS = [
  { value: 'optional', label: 'Everybody decides for themselves' },
  { value: 'required', label: 'Required of everybody' },
] as const;

export function SecuritySettings({ settings }: { settings: Settings }) {
  const { clinic } = useSignedIn();
  return (
    <SettingsForm part="security" title="Security" settings={settings}>
      {({ control, values }) => (
        <>
          <RadioField control={control} name="second_factor" label="Second factor" choices={DEMANDS} />
          {values.second_factor === 'required' && settings.security.second_factor === 'optional' && (
            <Notice intent="warning">
              As soon as you save, whoever has none can do nothing but set one up, you included. Have your
              phone at hand.
            </Notice>
          )}
          <TextSetting
            label="Sign out an unused screen after"
            unit="minutes"
            hint="From 5 to 60. Two minutes before, the screen warns. A session ends after 12 hours in any case."
            control={control}
            name="session_idle_minutes"
          />
          <MoneyField
            label="Clerks credit at most"
            hint="Of one invoice, all credit notes of clerks together, in the invoice’s currency. An admin issues more."
            control={control}
            name="clerk_credit_note_cents"
            required={false}
            currency={clinic.currency}
          />
          <MoneyField
            label="One admin pays credit out up to"
            hint="To one patient within 30 days, in the credit’s currency. Another admin approves more. A raised limit counts after 24 hours."
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

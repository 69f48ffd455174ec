/** What the clinic demands of a sign-in. */
import { Radio, RadioGroup } from '@fluentui/react-components';
import { useSignedIn } from '../../session/current.ts';
import { AmountField } from '../../shared/inputs/AmountField.tsx';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { TextSetting } from './fields.tsx';
import type { Settings } from './queries.ts';
import { SettingsForm } from './SettingsForm.tsx';

export function SecuritySettings({ settings }: { settings: Settings }) {
  const { clinic } = useSignedIn();
  return (
    <SettingsForm part="security" title="Security" settings={settings}>
      {({ values, errors, set }) => (
        <>
          <FormField label="Second factor">
            <RadioGroup
              value={values.second_factor}
              onChange={(_, { value }) =>
                set({ second_factor: value === 'required' ? 'required' : 'optional' })
              }
            >
              <Radio value="optional" label="Everybody decides for themselves" />
              <Radio value="required" label="Required of everybody" />
            </RadioGroup>
          </FormField>
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
            value={values.session_idle_minutes}
            error={errors.get('session_idle_minutes')}
            onChange={(session_idle_minutes) => set({ session_idle_minutes })}
          />
          <AmountField
            label="Clerks credit at most"
            hint="Of one invoice, all credit notes of clerks together, in the invoice’s currency. An admin issues more."
            required={false}
            least={0}
            value={values.clerk_credit_note_cents}
            currency={clinic.currency}
            tried={false}
            error={errors.get('clerk_credit_note_cents')}
            onChange={(clerk_credit_note_cents) => set({ clerk_credit_note_cents })}
          />
          <AmountField
            label="One admin pays credit out up to"
            hint="To one patient within 30 days, in the credit’s currency. Another admin approves more. A raised limit counts after 24 hours."
            required={false}
            least={0}
            value={values.credit_payout_approval_cents}
            currency={clinic.currency}
            tried={false}
            error={errors.get('credit_payout_approval_cents')}
            onChange={(credit_payout_approval_cents) => set({ credit_payout_approval_cents })}
          />
        </>
      )}
    </SettingsForm>
  );
}

/** What a refund that someone makes at Stripe’s dashboard does to its invoice. */
import { RadioField } from '../../shared/inputs/RadioField.tsx';
import type { Settings } from './queries.ts';
import { SettingsForm } from './SettingsForm.tsx';

const EFFECTS = [
  { value: 'credit', label: 'Credit the invoice: the patient owes nothing for it' },
  { value: 'reopen', label: 'Reopen the balance: the patient owes the amount again' },
] as const;

export function RefundSettings({ settings }: { settings: Settings }) {
  return (
    <SettingsForm part="refunds" title="Refunds" settings={settings}>
      {({ control }) => (
        <>
          <RadioField
            control={control}
            name="effect_at_stripe"
            label="A refund made in Stripe’s dashboard"
            choices={EFFECTS}
          />
          <p>
            It counts for refunds that are found from now on. An admin can switch the effect of each one in
            the list of refunds.
          </p>
        </>
      )}
    </SettingsForm>
  );
}

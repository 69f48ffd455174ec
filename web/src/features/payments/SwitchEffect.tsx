/** Switches what a refund that was made at Stripe does to its invoice. */
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { refunds } from '../../../../functions/contracts/refunds.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { moneyApi } from '../../api/money.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { LinesField } from '../../shared/inputs/form-fields.tsx';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { useMoneyAction } from '../../shared/money/use-money-action.ts';
import { EFFECT_WORDS } from '../../shared/money/words.ts';
import type { Refund } from './queries.ts';

export function SwitchEffect({ refund, onClose }: { refund: Refund; onClose: () => void }) {
  const effect = refund.effect === 'credit' ? 'reopen' : 'credit';
  const amount = formatMoney(refund.amount_cents, refund.currency);
  const { name: action, meaning } = EFFECT_WORDS[effect];
  const form = useContractForm(refunds.switchEffect.input, {
    values: { id: refund.id, effect, reason: '' },
    advice: { reason: 'Enter a reason.' },
  });
  const change = useMoneyAction({
    act: moneyApi.refunds.switchEffect,
    done: () => `The effect of the ${amount} refund was switched`,
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, change)}
      title={`${action}?`}
      action={action}
      stay="Cancel"
      onClose={onClose}
    >
      <p>
        {amount} of {refund.invoice_number} was refunded to <bdi>{refund.patient_name}</bdi> in Stripe’s
        dashboard. {meaning}
      </p>
      <LinesField
        control={form.control}
        name="reason"
        label="Reason"
        required
        hint="It is kept in the audit."
        maxLength={LIMITS.reason}
      />
    </FormDialog>
  );
}

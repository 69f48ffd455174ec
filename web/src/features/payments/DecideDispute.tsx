/** Says who bears a lost dispute. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { disputes } from '../../../../functions/contracts/disputes.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { DISPUTE_OUTCOMES, type DisputeOutcome } from '../../../../functions/domain/dispute.ts';
import { adminApi } from '../../api/admin-api.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { useMoneyAction } from '../../shared/money/use-money-action.ts';
import { RadioField } from '../../shared/inputs/RadioField.tsx';
import type { Dispute } from './queries.ts';

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

const OUTCOMES: Record<DisputeOutcome, { name: string; meaning: string }> = {
  reopen: {
    name: 'Reopen the balance',
    meaning: 'The patient owes this amount on the invoice again, and reminders continue.',
  },
  absorb: {
    name: 'Absorb the loss',
    meaning: 'The amount is written off; the patient owes nothing for it.',
  },
};

function Outcome({ outcome }: { outcome: DisputeOutcome }) {
  const styles = useStyles();
  return (
    <>
      {OUTCOMES[outcome].name}
      <div className={styles.quiet}>{OUTCOMES[outcome].meaning}</div>
    </>
  );
}

const CHOICES = DISPUTE_OUTCOMES.map((value) => ({ value, label: <Outcome outcome={value} /> }));

export function DecideDispute({ dispute, onClose }: { dispute: Dispute; onClose: () => void }) {
  const amount = formatMoney(dispute.withdrawn_cents - dispute.reinstated_cents, dispute.currency);
  const form = useContractForm(disputes.decide.input, {
    values: { id: dispute.id, outcome: '' as DisputeOutcome | '' },
    advice: { outcome: 'Choose one.' },
  });
  const decide = useMoneyAction({
    act: adminApi.disputes.decide,
    done: () => `The dispute for ${amount} was resolved`,
    onDone: onClose,
  });
  const outcome = form.watch('outcome');
  const action =
    outcome === '' ? 'Resolve' : outcome === 'reopen' ? `Charge the patient ${amount}` : `Absorb ${amount}`;
  return (
    <FormDialog
      {...formProps(form, decide)}
      title="Resolve lost dispute"
      action={action}
      stay="Cancel"
      onClose={onClose}
    >
      <p>
        The bank of <bdi>{dispute.patient_name}</bdi> took back {amount} of {dispute.invoice_number}. This
        decision cannot be changed.
      </p>
      <RadioField control={form.control} name="outcome" label="Decision" required choices={CHOICES} />
    </FormDialog>
  );
}

/** Says who bears a lost dispute. */
import { makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { DISPUTE_OUTCOMES, type DisputeOutcome } from '../../../../functions/domain/dispute.ts';
import { adminApi } from '../../api/office.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { useMoneyAction } from '../../shared/money/use-money-action.ts';
import type { Dispute } from './queries.ts';

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

const OUTCOMES: Record<DisputeOutcome, { name: string; meaning: string }> = {
  reopen: {
    name: 'The patient owes it again',
    meaning: 'The invoice is open by this amount once more, and reminders go on.',
  },
  absorb: {
    name: 'The clinic absorbs it',
    meaning: 'The amount is written off; the patient owes nothing for it.',
  },
};

export function DecideDispute({ dispute, onClose }: { dispute: Dispute; onClose: () => void }) {
  const styles = useStyles();
  const amount = formatMoney(dispute.withdrawn_cents - dispute.reinstated_cents, dispute.currency);
  const [outcome, setOutcome] = useState<DisputeOutcome>();
  const [tried, setTried] = useState(false);
  const decide = useMoneyAction({
    act: (chosen: DisputeOutcome) => adminApi.disputes.decide({ id: dispute.id, outcome: chosen }),
    done: () => `The dispute over ${amount} is decided`,
    onDone: onClose,
  });
  const action =
    outcome === undefined
      ? 'Decide'
      : outcome === 'reopen'
        ? `Let ${amount} be owed again`
        : `Absorb ${amount}`;
  return (
    <FormDialog
      title={`Who bears the lost ${amount}?`}
      action={action}
      stay="Not now"
      busy={decide.isPending}
      error={decide.error}
      onSubmit={() => {
        setTried(true);
        if (outcome) decide.mutate(outcome);
      }}
      onClose={onClose}
    >
      <p>
        The bank of <bdi>{dispute.patient_name}</bdi> has taken back {amount} of {dispute.invoice_number}.
        This cannot be decided again.
      </p>
      <FormField label="Decision" required error={tried && !outcome ? 'Choose one.' : undefined}>
        <RadioGroup value={outcome ?? ''} onChange={(_, { value }) => setOutcome(value as DisputeOutcome)}>
          {DISPUTE_OUTCOMES.map((known) => (
            <Radio
              key={known}
              value={known}
              label={
                <>
                  {OUTCOMES[known].name}
                  <div className={styles.quiet}>{OUTCOMES[known].meaning}</div>
                </>
              }
            />
          ))}
        </RadioGroup>
      </FormField>
    </FormDialog>
  );
}

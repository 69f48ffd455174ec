/** Chooses how much to pay, and goes to the payment page at Stripe. */
import { makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { LockClosed20Regular } from '@fluentui/react-icons';
import { lazy, Suspense, useEffect, useState } from 'react';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { patientApi } from '../../api/patient.ts';
import type { Problem } from '../../api/problem.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { useMessages } from './language.ts';
import { PayButton } from './PayButton.tsx';
import { keepStep, leaveTo } from './place.ts';
import type { PublicInvoice } from './types.ts';
import { asProblem } from './use-loaded.ts';

/** Loaded when the patient chooses to pay another amount: with it come the validator and the form library. */
const PayOther = lazy(async () => ({ default: (await import('./PayOther.tsx')).PayOther }));

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
  safe: {
    display: 'flex',
    gap: tokens.spacingHorizontalS,
    color: tokens.colorNeutralForeground2,
    '& svg': { color: tokens.colorBrandForeground1, flexShrink: 0 },
  },
});

/** Whether the page came back from the browser's memory, as by the Back button: then it is ready once more. */
export function useReturned(onReturn: () => void): void {
  useEffect(() => {
    const shown = (event: PageTransitionEvent) => event.persisted && onReturn();
    window.addEventListener('pageshow', shown);
    return () => window.removeEventListener('pageshow', shown);
  }, [onReturn]);
}

export type PayFormProps = {
  invoice: PublicInvoice;
  token: string;
  /** Called when the page could not be opened, so that the invoice is loaded again. */
  onRefused: (problem: Problem | undefined) => void;
};

/** Opens the payment page at Stripe, for all that is owed on the invoice or for what was chosen. */
export function usePayment({ token, onRefused }: Omit<PayFormProps, 'invoice'>) {
  const [opening, setOpening] = useState(false);
  const [ready] = useState(() => () => {
    keepStep({ page: 'invoice', token, cancelled: false });
    setOpening(false);
  });
  useReturned(ready);
  const pay = async (wanted: { amount_cents?: number; everything?: true } = {}) => {
    if (opening) return;
    setOpening(true);
    onRefused(undefined);
    try {
      const { url, result_token } = await patientApi.checkout({ token, ...wanted });
      leaveTo(url, token, result_token);
    } catch (error) {
      setOpening(false);
      onRefused(asProblem(error));
    }
  };
  return { opening, pay };
}

export function PayForm(props: PayFormProps) {
  const styles = useStyles();
  const words = useMessages();
  const { invoice, token } = props;
  const { balance_cents: most, minimum_cents: least, currency } = invoice;
  const { opening, pay } = usePayment(props);
  const [other, setOther] = useState(false);
  return (
    <div className={styles.root} data-print="hide">
      {least < most && (
        <FormField label={words.howMuch}>
          <RadioGroup
            value={other ? 'other' : 'all'}
            onChange={(_, data) => setOther(data.value === 'other')}
          >
            <Radio value="all" label={words.payAll(formatMoney(most, currency, words.locale))} />
            <Radio value="other" label={words.payOther} />
          </RadioGroup>
        </FormField>
      )}
      {other ? (
        <Suspense fallback={<PayButton opening={opening} />}>
          <PayOther
            invoice={invoice}
            token={token}
            opening={opening}
            onPay={(amount_cents) => void pay({ amount_cents })}
          />
        </Suspense>
      ) : (
        <PayButton opening={opening} cents={most} currency={currency} onPay={() => void pay()} />
      )}
      <p className={styles.safe}>
        <LockClosed20Regular aria-hidden="true" />
        {words.safe}
      </p>
    </div>
  );
}

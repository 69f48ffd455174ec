/** Chooses how much to pay, and goes to the payment page at Stripe. */
import { Button, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { LockClosed20Regular } from '@fluentui/react-icons';
import { type FormEvent, lazy, Suspense, useEffect, useState } from 'react';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { onlineRefusal } from '../../../../functions/domain/online-amount.ts';
import { patientApi } from '../../api/patient.ts';
import type { Problem } from '../../api/problem.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { FROM_480 } from '../../shared/layout/breakpoints.ts';
import type { AmountValue } from '../../shared/money/amounts.ts';
import { useMessages } from './language.ts';
import { hideLink, leaveTo } from './place.ts';
import { onlineReason } from './reasons.ts';
import type { PublicInvoice } from './types.ts';
import { asProblem } from './use-loaded.ts';

/** Loaded when the patient chooses to pay another amount. */
const AmountField = lazy(async () => ({
  default: (await import('../../shared/inputs/AmountField.tsx')).AmountField,
}));

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
  amount: { minWidth: 0, width: '100%' },
  pay: {
    position: 'sticky',
    bottom: 0,
    zIndex: 1,
    padding: '12px 0',
    backgroundColor: tokens.colorNeutralBackground1,
    [FROM_480]: { position: 'static', padding: 0 },
  },
  button: { width: '100%', minHeight: '48px', fontSize: tokens.fontSizeBase400 },
  safe: {
    display: 'flex',
    gap: tokens.spacingHorizontalS,
    color: tokens.colorNeutralForeground2,
    '& svg': { color: tokens.colorBrandForeground1, flexShrink: 0 },
  },
});

/** Whether the page came back from the browser's memory, as by the Back button: then it is ready once more. */
function useReturned(onReturn: () => void): void {
  useEffect(() => {
    const shown = (event: PageTransitionEvent) => event.persisted && onReturn();
    window.addEventListener('pageshow', shown);
    return () => window.removeEventListener('pageshow', shown);
  }, [onReturn]);
}

type PayFormProps = {
  invoice: PublicInvoice;
  token: string;
  /** Called when the page could not be opened, so that the invoice is loaded again. */
  onRefused: (problem: Problem | undefined) => void;
};

type Payment = { amountCents: number | undefined; fits: boolean };

/** Opens the payment page at Stripe, for all that is owed or for the amount that was chosen. */
function usePayment({ invoice, token, onRefused }: PayFormProps) {
  const [wrong, setWrong] = useState(false);
  const [opening, setOpening] = useState(false);
  const [ready] = useState(() => () => {
    hideLink('invoice');
    setOpening(false);
  });
  useReturned(ready);
  const pay = async ({ amountCents, fits }: Payment) => {
    if (opening) return;
    if (!fits) return setWrong(true);
    setOpening(true);
    onRefused(undefined);
    try {
      const { url, result_token } = await patientApi.checkout({
        token,
        ...(amountCents === undefined ? {} : { amount_cents: amountCents }),
      });
      leaveTo(url, token, result_token);
    } catch (error) {
      setOpening(false);
      setWrong(true);
      onRefused(asProblem(error));
    }
  };
  return { wrong, opening, pay, currency: invoice.currency };
}

// Two fields on a page whose weight counts: a phone loads neither the validator nor the form library for them.
export function PayForm(props: PayFormProps) {
  const styles = useStyles();
  const words = useMessages();
  const { balance_cents: most, minimum_cents: least } = props.invoice;
  const { wrong, opening, pay, currency } = usePayment(props);
  const money = (cents: number) => formatMoney(cents, currency, words.locale);
  const [other, setOther] = useState(false);
  const [amount, setAmount] = useState<AmountValue>('empty');

  const refusal = typeof amount === 'number' ? onlineRefusal(amount, most, currency) : null;
  const paying = other ? amount : most;
  const label = typeof paying === 'number' ? words.pay(money(paying)) : words.payNow;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!other) return void pay({ amountCents: undefined, fits: true });
    const fits = typeof amount === 'number' && refusal === null;
    void pay({ amountCents: fits ? amount : undefined, fits });
  };

  return (
    <form className={styles.root} onSubmit={submit} noValidate data-print="hide">
      {least < most && (
        <FormField label={words.howMuch}>
          <RadioGroup
            value={other ? 'other' : 'all'}
            onChange={(_, data) => setOther(data.value === 'other')}
          >
            <Radio value="all" label={words.payAll(money(most))} />
            <Radio value="other" label={words.payOther} />
          </RadioGroup>
        </FormField>
      )}
      {other && (
        <Suspense>
          <AmountField
            className={styles.amount}
            label={words.otherAmount}
            hint={words.otherHint(money(least), money(most))}
            required={false}
            size="large"
            value={amount}
            currency={currency}
            least={0}
            locale={words.language}
            tried={wrong}
            error={wrong && refusal ? onlineReason(refusal, currency, words) : undefined}
            onChange={setAmount}
          />
        </Suspense>
      )}
      <div className={styles.pay}>
        <Button
          className={styles.button}
          type="submit"
          appearance="primary"
          size="large"
          disabledFocusable={opening}
        >
          {opening ? words.opening : label}
        </Button>
      </div>
      <p className={styles.safe}>
        <LockClosed20Regular aria-hidden="true" />
        {words.safe}
      </p>
    </form>
  );
}

/** Chooses how much to pay, and goes to the payment page at Stripe. */
import { Button, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { LockClosed20Regular } from '@fluentui/react-icons';
import { type FormEvent, useEffect, useState } from 'react';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { patientApi } from '../../api/patient.ts';
import { FROM_480 } from '../../shared/breakpoints.ts';
import { type AmountValue, CurrencyInput } from '../../shared/CurrencyInput.tsx';
import { FormField } from '../../shared/FormField.tsx';
import { Notice } from '../../shared/Notice.tsx';
import { useMessages } from './language.ts';
import { hideLink, leaveTo } from './place.ts';
import type { PublicInvoice } from './types.ts';

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

export function PayForm({ invoice, token }: { invoice: PublicInvoice; token: string }) {
  const styles = useStyles();
  const words = useMessages();
  const { balance_cents: most, minimum_cents: least, currency } = invoice;
  const money = (cents: number) => formatMoney(cents, currency, words.locale);
  const [other, setOther] = useState(false);
  const [amount, setAmount] = useState<AmountValue>('empty');
  const [wrong, setWrong] = useState(false);
  const [state, setState] = useState<'ready' | 'opening' | 'failed'>('ready');
  const [ready] = useState(() => () => {
    hideLink('invoice');
    setState('ready');
  });
  useReturned(ready);

  const fits = typeof amount === 'number' && amount >= least && amount <= most;
  const paying = other ? amount : most;
  const label = typeof paying === 'number' ? words.pay(money(paying)) : words.payNow;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (state === 'opening') return;
    if (other && !fits) return setWrong(true);
    setState('opening');
    try {
      const { url } = await patientApi.checkout({
        token,
        ...(other && fits ? { amount_cents: amount } : {}),
      });
      leaveTo(url, token);
    } catch {
      setState('failed');
    }
  };

  return (
    <form className={styles.root} onSubmit={(event) => void submit(event)} noValidate data-print="hide">
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
        <FormField
          label={words.otherAmount}
          hint={words.otherHint(money(least), money(most))}
          error={wrong && !fits ? words.otherWrong(money(least), money(most)) : undefined}
        >
          <CurrencyInput
            className={styles.amount}
            size="large"
            value={amount}
            currency={currency}
            onChange={setAmount}
          />
        </FormField>
      )}
      {state === 'failed' && <Notice intent="error">{words.payFailed}</Notice>}
      <div className={styles.pay}>
        <Button
          className={styles.button}
          type="submit"
          appearance="primary"
          size="large"
          disabledFocusable={state === 'opening'}
        >
          {state === 'opening' ? words.opening : label}
        </Button>
      </div>
      <p className={styles.safe}>
        <LockClosed20Regular aria-hidden="true" />
        {words.safe}
      </p>
    </form>
  );
}

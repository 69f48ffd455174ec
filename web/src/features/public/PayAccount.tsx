/** Chooses what of an account to pay: all of it, some invoices or an amount; and goes to the payment page at Stripe. */
import { Radio, RadioGroup } from '@fluentui/react-components';
import { LockClosed20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { accountApi } from '../../api/patient-account.ts';
import type { Problem } from '../../api/problem.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { AccountInvoices } from './AccountInvoices.tsx';
import { useAccountMessages } from './account-messages.ts';
import { leaveAccountTo } from './account-return.ts';
import { useAccountStyles } from './account-styles.ts';
import { useMessages } from './language.ts';
import { PayButton } from './PayButton.tsx';
import { useReturned } from './PayForm.tsx';
import { PayOther } from './PayOther.tsx';
import { payReason } from './reasons.ts';
import type { AccountInCurrency } from './types.ts';
import { asProblem } from './use-loaded.ts';

type PayAccountProps = {
  account: AccountInCurrency;
  token: string;
  /** Called when the page could not be opened: the account may have changed. */
  onRefused: () => void;
};

type Wanted = { invoices?: { invoice_id: string }[]; amount_cents?: number };
type How = 'all' | 'chosen' | 'amount';

function usePayAccount({ account: { currency }, token, onRefused }: PayAccountProps) {
  const [opening, setOpening] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [ready] = useState(() => () => setOpening(false));
  useReturned(ready);
  const pay = async (wanted: Wanted) => {
    if (opening) return;
    setOpening(true);
    setProblem(undefined);
    try {
      const { url, result_token } = await accountApi.accountCheckout({ token, currency, ...wanted });
      leaveAccountTo(url, token, result_token);
    } catch (error) {
      setOpening(false);
      setProblem(asProblem(error));
      onRefused();
    }
  };
  return { opening, problem, pay };
}

const sumOf = (invoices: AccountInCurrency['invoices']): number =>
  invoices.reduce((sum, { balance_cents }) => sum + balance_cents, 0);

export function PayAccount(props: PayAccountProps) {
  const { account, token } = props;
  const { currency, invoices, minimum_cents } = account;
  const styles = useAccountStyles();
  const words = useMessages();
  const texts = useAccountMessages();
  const { opening, problem, pay } = usePayAccount(props);
  const [how, setHow] = useState<How>('all');
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const payable = invoices.filter(({ processing }) => !processing);
  const chosen = payable.filter(({ id }) => how !== 'chosen' || !left.has(id));
  const choose = (id: string, isChosen: boolean) => {
    const next = new Set(left);
    if (isChosen) next.delete(id);
    else next.add(id);
    setLeft(next);
  };
  const ticked = how === 'chosen' ? new Set(chosen.map(({ id }) => id)) : undefined;
  const why = problem && (payReason(problem, words) ?? texts.otherAmount);
  return (
    <div className={styles.root}>
      {payable.length > 0 && <HowMuch how={how} onHow={setHow} account={account} most={sumOf(payable)} />}
      <AccountInvoices account={account} chosen={ticked} onChoose={choose} />
      {why && <Notice intent="error">{why}</Notice>}
      {how === 'amount' && <p className={styles.quiet}>{texts.spread}</p>}
      {payable.length > 0 &&
        (how === 'amount' ? (
          <PayOther
            invoice={{ balance_cents: sumOf(payable), minimum_cents, currency }}
            token={token}
            opening={opening}
            onPay={(amount_cents) => void pay({ amount_cents })}
          />
        ) : (
          <PayChosen
            account={account}
            chosen={chosen}
            opening={opening}
            onPay={() => void pay(ticked ? { invoices: chosen.map(({ id }) => ({ invoice_id: id })) } : {})}
          />
        ))}
      <p className={styles.safe}>
        <LockClosed20Regular aria-hidden="true" />
        {words.safe}
      </p>
    </div>
  );
}

type HowMuchProps = {
  how: How;
  onHow: (how: How) => void;
  account: AccountInCurrency;
  /** What can be paid now. */
  most: number;
};

function HowMuch({ how, onHow, account, most }: HowMuchProps) {
  const words = useMessages();
  const texts = useAccountMessages();
  const { currency, minimum_cents } = account;
  if (most <= minimum_cents) return null;
  return (
    <FormField label={words.howMuch}>
      <RadioGroup value={how} onChange={(_, { value }) => onHow(value as How)}>
        <Radio value="all" label={words.payAll(formatMoney(most, currency, words.locale))} />
        {account.invoices.length > 1 && <Radio value="chosen" label={texts.choose} />}
        <Radio value="amount" label={words.payOther} />
      </RadioGroup>
    </FormField>
  );
}

type PayChosenProps = {
  account: AccountInCurrency;
  chosen: AccountInCurrency['invoices'];
  opening: boolean;
  onPay: () => void;
};

function PayChosen({ account, chosen, opening, onPay }: PayChosenProps) {
  const styles = useAccountStyles();
  const words = useMessages();
  const texts = useAccountMessages();
  const { currency, minimum_cents } = account;
  const cents = sumOf(chosen);
  if (chosen.length === 0) return <p className={styles.quiet}>{texts.chooseFirst}</p>;
  if (cents < minimum_cents) {
    const least = formatMoney(minimum_cents, currency, words.locale);
    return <p className={styles.quiet}>{texts.tooLittle(least)}</p>;
  }
  return <PayButton opening={opening} cents={cents} currency={currency} onPay={onPay} />;
}

/** All that a patient owes, behind the link of the account: invoices, credit, instalments, and how to pay. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useCallback } from 'react';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { accountApi } from '../../api/patient-account.ts';
import { Notice } from '../../shared/layout/Notice.tsx';
import { Money } from '../../shared/money/Money.tsx';
import { formatDay } from '../../shared/text/dates.ts';
import { useAccountMessages } from './account-messages.ts';
import { useAccountStyles } from './account-styles.ts';
import { Frame } from './Frame.tsx';
import { LoadingCard } from './LoadingCard.tsx';
import { useMessages } from './language.ts';
import { PayAccount } from './PayAccount.tsx';
import { Trouble } from './Trouble.tsx';
import type { AccountInCurrency, PublicAccount } from './types.ts';
import { useEvery, useLoaded } from './use-loaded.ts';

const useStyles = makeStyles({
  owed: {
    display: 'grid',
    gap: '4px',
    padding: '20px',
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  label: {
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
  },
  amount: { fontSize: '36px', lineHeight: '44px', fontWeight: tokens.fontWeightBold },
});

const isProcessing = ({ accounts }: PublicAccount): boolean =>
  accounts.some(({ invoices }) => invoices.some(({ processing }) => processing));

export function AccountPage({ token }: { token: string }) {
  const styles = useAccountStyles();
  const words = useMessages();
  const texts = useAccountMessages();
  const load = useCallback(() => accountApi.account({ token }), [token]);
  const [loaded, refresh, restart] = useLoaded(load);
  useEvery(3000, loaded.state === 'loaded' && isProcessing(loaded.data), refresh);

  if (loaded.state === 'loading') return <LoadingCard />;
  if (loaded.state === 'failed') return <Trouble problem={loaded.problem} token={token} onRetry={restart} />;
  const { accounts, clinic, patient_name } = loaded.data;
  return (
    <Frame title={texts.title} clinic={clinic}>
      <div className={styles.root}>
        <div>
          <h1>{texts.title}</h1>
          <p className={styles.quiet}>
            {words.forWhom} <bdi>{patient_name}</bdi>
          </p>
        </div>
        {accounts.every(({ owed_cents }) => owed_cents === 0) && (
          <Notice intent="success">{texts.nothingOwed}</Notice>
        )}
        {accounts.map((account) => (
          <InCurrency key={account.currency} account={account} token={token} onRefused={refresh} />
        ))}
      </div>
    </Frame>
  );
}

type InCurrencyProps = { account: AccountInCurrency; token: string; onRefused: () => void };

function InCurrency({ account, token, onRefused }: InCurrencyProps) {
  const look = useStyles();
  const styles = useAccountStyles();
  const words = useMessages();
  const texts = useAccountMessages();
  const { currency, owed_cents, credit_cents, instalments } = account;
  return (
    <section className={styles.root} aria-label={currency.toUpperCase()}>
      {owed_cents > 0 && (
        <div className={look.owed}>
          <span className={look.label}>{texts.owed}</span>
          <span className={look.amount}>
            <Money cents={owed_cents} currency={currency} locale={words.locale} />
          </span>
        </div>
      )}
      {credit_cents > 0 && (
        <Notice intent="info">{texts.credit(formatMoney(credit_cents, currency, words.locale))}</Notice>
      )}
      {owed_cents > 0 && <PayAccount account={account} token={token} onRefused={onRefused} />}
      {instalments.length > 0 && <Instalments account={account} />}
    </section>
  );
}

function Instalments({ account: { currency, instalments } }: { account: AccountInCurrency }) {
  const styles = useAccountStyles();
  const words = useMessages();
  const texts = useAccountMessages();
  // Two plans may have an installment on the same day.
  const keyed = instalments.map((instalment, place) => ({
    ...instalment,
    key: `${instalment.due_date} ${place}`,
  }));
  return (
    <div>
      <h2>{texts.instalments}</h2>
      <ul className={styles.list}>
        {keyed.map(({ key, due_date, amount_cents, received_cents, overdue }) => {
          const day = formatDay(due_date, words.locale);
          return (
            <li key={key} className={styles.row}>
              <span>
                {overdue ? texts.wasDue(day) : texts.due(day)}
                {received_cents > 0 && (
                  <span className={styles.quiet}>
                    {' · '}
                    {texts.received(formatMoney(received_cents, currency, words.locale))}
                  </span>
                )}
              </span>
              <Money cents={amount_cents} currency={currency} locale={words.locale} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

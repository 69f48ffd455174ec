/**
 * The result of one payment, for a browser that does not have the invoice's link: no line, no name, no way to pay. From
 * here a patient has a fresh link sent to the address on file.
 */
import { Button, mergeClasses } from '@fluentui/react-components';
import { CheckmarkCircleFilled, DismissCircleFilled, InfoRegular } from '@fluentui/react-icons';
import { type ReactNode, useCallback, useState } from 'react';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { patientApi } from '../../api/patient.ts';
import { Facts } from '../../shared/layout/Facts.tsx';
import { takeAccount } from './account-return.ts';
import { declineReason } from './declines.ts';
import { Frame, ResultHeading } from './Frame.tsx';
import { FreshLink } from './FreshLink.tsx';
import { LoadingCard } from './LoadingCard.tsx';
import { useMessages } from './language.ts';
import { linkPath } from './place.ts';
import { type ResultMessages, useResultMessages } from './result-messages.ts';
import { useResultStyles } from './result-styles.ts';
import { Trouble } from './Trouble.tsx';
import type { PublicResult } from './types.ts';
import { useLoaded } from './use-loaded.ts';
import { useWaiting, Waiting } from './Waiting.tsx';

type ResultPageProps = { token: string; session: string | null; cancelled: boolean };

export function ResultPage({ token, session, cancelled }: ResultPageProps) {
  const load = useCallback(
    () => patientApi.result({ token, ...(session !== null && { session }) }),
    [token, session],
  );
  const [loaded, refresh, restart] = useLoaded(load);
  const { expired } = useResultMessages();
  const waiting = loaded.state === 'loaded' && loaded.data.state === 'waiting';
  const { slow } = useWaiting(waiting, refresh);

  if (loaded.state === 'loading') return <LoadingCard />;
  if (loaded.state === 'failed')
    return (
      <Trouble problem={loaded.problem} token={token} page="result" expired={expired} onRetry={restart} />
    );
  if (waiting) return <Waiting clinic={loaded.data.clinic} slow={slow} />;
  return <Result result={loaded.data} token={token} cancelled={cancelled} />;
}

type ResultProps = { result: PublicResult; token: string; cancelled: boolean };

type Outcome = 'paid' | 'failed' | 'nothing-yet';

const ICONS: Record<Outcome, ReactNode> = {
  paid: <CheckmarkCircleFilled />,
  failed: <DismissCircleFilled />,
  'nothing-yet': <InfoRegular />,
};

function outcomeOf({ state, failure_code }: PublicResult): Outcome {
  if (state === 'paid') return 'paid';
  return failure_code === null ? 'nothing-yet' : 'failed';
}

/** The title and the sentence below it. */
function wordsOf(outcome: Outcome, { result, cancelled }: Omit<ResultProps, 'token'>, texts: ResultMessages) {
  switch (outcome) {
    case 'paid':
      return { title: texts.receivedTitle, text: texts.received(result.clinic.name) };
    case 'failed':
      return { title: texts.failedTitle, text: texts.failed };
    case 'nothing-yet':
      return { title: texts.nothingYetTitle, text: cancelled ? texts.leftPage : texts.nothingYet };
  }
}

function Result({ result, token, cancelled }: ResultProps) {
  const styles = useResultStyles();
  const words = useMessages();
  const texts = useResultMessages();
  const { clinic, failure_code: code } = result;
  const amount = formatMoney(result.amount_cents, result.currency, words.locale);
  const outcome = outcomeOf(result);
  const paid = outcome === 'paid';
  const { title, text } = wordsOf(outcome, { result, cancelled }, texts);
  const tone = { paid: styles.good, failed: styles.bad, 'nothing-yet': undefined }[outcome];
  return (
    <Frame title={title} clinic={clinic}>
      <div className={styles.root}>
        <div className={styles.head}>
          <span className={mergeClasses(styles.icon, tone)} aria-hidden="true">
            {ICONS[outcome]}
          </span>
          <ResultHeading>{title}</ResultHeading>
          {paid && <p className={styles.amount}>{amount}</p>}
          <p>{text}</p>
          {outcome === 'failed' && code && <p>{declineReason(code, words.language)}</p>}
        </div>
        <Facts
          facts={[
            [result.invoice_number.includes(',') ? texts.invoices : words.invoice, result.invoice_number],
            [paid ? texts.amountPaid : words.amount, amount],
          ]}
        />
        <Onward token={token} paid={paid} />
      </div>
    </Frame>
  );
}

/** Back to the account in the tab that left it; any other browser can only have a fresh link sent. */
function Onward({ token, paid }: { token: string; paid: boolean }) {
  const styles = useResultStyles();
  const texts = useResultMessages();
  const [account] = useState(() => takeAccount(token));
  if (account !== undefined) {
    return (
      <div className={styles.head}>
        <Button
          className={styles.button}
          appearance="primary"
          size="large"
          onClick={() => window.location.assign(linkPath('account', account))}
        >
          {texts.backToAccount}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.head}>
      <p className={styles.quiet}>{texts.resultOnly}</p>
      <FreshLink token={token} appearance={paid ? 'secondary' : 'primary'} />
    </div>
  );
}

/** The invoice behind a patient's link: what is owed, what for, and how to pay it. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Print20Regular } from '@fluentui/react-icons';
import { lazy, Suspense, useCallback, useState } from 'react';
import { isItemized } from '../../../../functions/domain/line-details.ts';
import { chargeRefusal } from '../../../../functions/domain/online-amount.ts';
import { patientApi } from '../../api/patient.ts';
import type { Problem } from '../../api/problem.ts';
import { Notice } from '../../shared/layout/Notice.tsx';
import { Money } from '../../shared/money/Money.tsx';
import { formatDay } from '../../shared/text/dates.ts';
import { DownloadButton } from './DownloadButton.tsx';
import { Frame } from './Frame.tsx';
import { Items } from './Items.tsx';
import { LoadingCard } from './LoadingCard.tsx';
import { useMessages } from './language.ts';
import { PayForm } from './PayForm.tsx';
import type { PatientPage } from './place.ts';
import { onlineReason, payReason } from './reasons.ts';
import { Trouble } from './Trouble.tsx';
import type { PublicInvoice } from './types.ts';
import { useEvery, useLoaded } from './use-loaded.ts';
import { WhyOwed } from './WhyOwed.tsx';

/** Loaded when the patient owes more than this invoice. */
const PayEverything = lazy(async () => ({ default: (await import('./PayEverything.tsx')).PayEverything }));

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalXL },
  head: { display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: '8px 16px' },
  number: { whiteSpace: 'nowrap' },
  standing: { ':not(:empty)': { marginTop: tokens.spacingVerticalL } },
  quiet: { color: tokens.colorNeutralForeground2 },
  due: {
    display: 'grid',
    gap: '4px',
    padding: '20px',
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground2,
    '@media print': { padding: '8px 0' },
  },
  label: {
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
  },
  amount: { fontSize: '36px', lineHeight: '44px', fontWeight: tokens.fontWeightBold },
  link: {
    color: tokens.colorBrandForegroundLink,
    fontWeight: tokens.fontWeightSemibold,
    padding: 0,
    minWidth: 0,
    textDecorationLine: 'underline',
  },
  print: { justifySelf: 'start' },
});

/** What stands in place of the form when there is nothing to pay here. */
type StandingProps = {
  invoice: PublicInvoice;
  /** Whether the patient has just tried to pay, and could not. */
  refused: boolean;
  turn: (page: PatientPage) => void;
};

function Standing({ invoice, refused, turn }: StandingProps) {
  const styles = useStyles();
  const words = useMessages();
  const bar = (intent: 'success' | 'info' | 'warning', text: string, receipt = false) => (
    <Notice intent={intent}>
      {text}{' '}
      {receipt && (
        <Button appearance="transparent" className={styles.link} onClick={() => turn('receipt')}>
          {words.seeReceipt}
        </Button>
      )}
    </Notice>
  );
  if (invoice.status === 'paid') {
    return bar('success', refused ? words.alreadyPaid : words.paidInFull, true);
  }
  if (invoice.status === 'cancelled') return bar('info', words.cancelled);
  if (invoice.processing) return bar('info', words.processing);
  if (invoice.payable) return null;
  const refusal = chargeRefusal(invoice.balance_cents, invoice.currency);
  return bar(
    'warning',
    refusal ? words.amountNotPayable(onlineReason(refusal, invoice.currency, words)) : words.notPayable,
  );
}

export function AmountDue({ invoice, token }: { invoice: PublicInvoice; token: string }) {
  const styles = useStyles();
  const words = useMessages();
  const due = formatDay(invoice.due_date, words.locale);
  const open = invoice.status === 'issued' || invoice.status === 'partially_paid';
  return (
    <div className={styles.due}>
      <span className={styles.label}>{words.amountDue}</span>
      <span className={styles.amount}>
        <Money cents={invoice.balance_cents} currency={invoice.currency} locale={words.locale} />
      </span>
      {open && (
        <span className={styles.quiet}>
          {invoice.payable
            ? invoice.overdue
              ? words.wasDue(due)
              : words.dueBy(due)
            : invoice.overdue
              ? words.wasDueOn(due)
              : words.isDueOn(due)}
        </span>
      )}
      <WhyOwed key={invoice.balance_cents} token={token} owed={invoice.balance_cents > 0} />
    </div>
  );
}

function Head({ invoice }: { invoice: PublicInvoice }) {
  const styles = useStyles();
  const words = useMessages();
  return (
    <div className={styles.head}>
      <div>
        <h1>
          {words.invoice} <span className={styles.number}>{invoice.invoice_number}</span>
        </h1>
        <p className={styles.quiet}>
          {words.forWhom} <bdi>{invoice.patient_name}</bdi>
        </p>
      </div>
      <p className={styles.quiet}>
        {words.issuedOn} {formatDay(invoice.issued_on, words.locale)}
      </p>
    </div>
  );
}

type InvoicePageProps = { token: string; returned: boolean; turn: (page: PatientPage) => void };

export function InvoicePage({ token, returned, turn }: InvoicePageProps) {
  const styles = useStyles();
  const words = useMessages();
  const load = useCallback(() => patientApi.invoice({ token }), [token]);
  const [loaded, refresh, restart] = useLoaded(load);
  const [refusal, setRefusal] = useState<Problem>();
  const refused = useCallback(
    (problem: Problem | undefined) => {
      setRefusal(problem);
      // A link that has ended has nothing to show any more; otherwise the invoice may have changed.
      if (problem?.status === 401) restart();
      else if (problem) refresh();
    },
    [refresh, restart],
  );
  useEvery(3000, loaded.state === 'loaded' && loaded.data.processing, refresh);

  if (loaded.state === 'loading') return <LoadingCard />;
  if (loaded.state === 'failed') return <Trouble problem={loaded.problem} token={token} onRetry={restart} />;
  const invoice = loaded.data;
  const payable = invoice.payable && !invoice.processing;
  const why = refusal && payReason(refusal, words);
  return (
    <Frame title={words.invoiceTitle(invoice.invoice_number)} clinic={invoice.clinic}>
      <div className={styles.root}>
        <Head invoice={invoice} />
        <div>
          <AmountDue invoice={invoice} token={token} />
          <div role="status" className={styles.standing}>
            <Standing invoice={invoice} refused={refusal !== undefined} turn={turn} />
          </div>
        </div>
        {payable && returned && !refusal && <Notice intent="info">{words.cancelledReturn}</Notice>}
        {payable && why && <Notice intent="error">{why}</Notice>}
        {payable && <PayForm invoice={invoice} token={token} onRefused={refused} />}
        {payable && invoice.account_owed_cents > invoice.balance_cents && (
          <Suspense>
            <PayEverything invoice={invoice} token={token} onRefused={refused} />
          </Suspense>
        )}
        <Items invoice={invoice} />
        <Button
          className={styles.print}
          appearance="subtle"
          icon={<Print20Regular />}
          data-print="hide"
          onClick={() => window.print()}
        >
          {words.print}
        </Button>
        <DownloadButton
          className={styles.print}
          appearance="subtle"
          page="invoice"
          token={token}
          number={invoice.invoice_number}
        />
        {isItemized(invoice.items) && (
          <DownloadButton
            className={styles.print}
            appearance="subtle"
            page="invoice"
            token={token}
            number={`${invoice.invoice_number}-superbill`}
            document="superbill"
            label={words.superbill}
          />
        )}
      </div>
    </Frame>
  );
}

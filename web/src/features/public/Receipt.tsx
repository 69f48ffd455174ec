/** The payment arrived: the receipt, to keep or to print. */
import { Button, mergeClasses } from '@fluentui/react-components';
import { CheckmarkCircleFilled, Print20Regular } from '@fluentui/react-icons';
import { useEffect } from 'react';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { Facts } from '../../shared/layout/Facts.tsx';
import { formatInstant } from '../../shared/text/dates.ts';
import { celebrate as letItRain } from './confetti.ts';
import { DownloadButton } from './DownloadButton.tsx';
import { Frame, ResultHeading } from './Frame.tsx';
import { useMessages } from './language.ts';
import type { PatientPage } from './place.ts';
import { RefundButtons } from './RefundButtons.tsx';
import { useResultMessages } from './result-messages.ts';
import { useResultStyles } from './result-styles.ts';
import type { PublicReceipt } from './types.ts';

type ReceiptProps = {
  receipt: PublicReceipt;
  token: string;
  celebrate: boolean;
  turn: (page: PatientPage) => void;
};

type PaymentFactsProps = { receipt: PublicReceipt; payment: PublicReceipt['payments'][number] };

function PaymentFacts({ receipt, payment }: PaymentFactsProps) {
  const styles = useResultStyles();
  const words = useMessages();
  const texts = useResultMessages();
  const zone = receipt.clinic.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const money = (cents: number) => formatMoney(cents, receipt.currency, words.locale);
  return (
    <div className={styles.facts}>
      <Facts
        pairs
        facts={[
          [words.invoice, receipt.invoice_number],
          [texts.amountPaid, money(payment.amount_cents)],
          ...(payment.refunded_cents > 0
            ? ([['', texts.refunded(money(payment.refunded_cents))]] as const)
            : []),
          [words.date, formatInstant(payment.received_at, zone, words.locale)],
          [words.method, words.methods[payment.method] ?? payment.method],
          [texts.reference, payment.reference],
          [texts.seal, payment.seal ?? texts.sealPending],
        ]}
      />
    </div>
  );
}

/** What can be done with a receipt: print it, keep it, or go on to the invoice. */
function Actions({ receipt, token, turn }: Omit<ReceiptProps, 'celebrate'>) {
  const styles = useResultStyles();
  const words = useMessages();
  const rest = receipt.balance_cents > 0;
  return (
    <div className={styles.actions} data-print="hide">
      <Button className={styles.button} size="large" icon={<Print20Regular />} onClick={() => window.print()}>
        {words.print}
      </Button>
      <DownloadButton
        className={styles.button}
        size="large"
        page="receipt"
        token={token}
        number={`${receipt.invoice_number}-receipt`}
      />
      <RefundButtons receipt={receipt} token={token} />
      {receipt.opens_invoice && (
        <Button
          className={styles.button}
          onClick={() => turn('invoice')}
          appearance={rest ? 'primary' : 'secondary'}
          size="large"
        >
          {rest ? words.payRest : words.seeInvoice}
        </Button>
      )}
    </div>
  );
}

export function Receipt({ receipt, token, celebrate, turn }: ReceiptProps) {
  const styles = useResultStyles();
  const words = useMessages();
  const texts = useResultMessages();
  const { currency, clinic, balance_cents } = receipt;
  const money = (cents: number) => formatMoney(cents, currency, words.locale);
  const [latest] = receipt.payments;
  const reference = latest?.reference;
  useEffect(() => {
    if (celebrate && reference) void letItRain();
  }, [celebrate, reference]);

  return (
    <Frame title={texts.receivedTitle} clinic={clinic}>
      <div className={styles.root}>
        <div className={styles.head} role="status">
          <span className={mergeClasses(styles.icon, styles.good)} aria-hidden="true">
            <CheckmarkCircleFilled />
          </span>
          <ResultHeading>{texts.receivedTitle}</ResultHeading>
          {latest && <p className={styles.amount}>{money(latest.amount_cents)}</p>}
          <p>{texts.received(clinic.name)}</p>
        </div>
        {receipt.payments.map((payment) => (
          <PaymentFacts key={payment.reference} receipt={receipt} payment={payment} />
        ))}
        <Facts
          facts={[
            [texts.remaining, balance_cents > 0 ? money(balance_cents) : texts.nothingRemaining],
            ...(receipt.to_credit_cents > 0
              ? ([[words.toCredit, money(receipt.to_credit_cents)]] as const)
              : []),
          ]}
        />
        <p className={styles.quiet}>{texts.sealHint}</p>
        <p className={styles.quiet}>
          {balance_cents > 0 ? texts.nextRest(money(balance_cents)) : texts.next}
        </p>
        <Actions receipt={receipt} token={token} turn={turn} />
      </div>
    </Frame>
  );
}

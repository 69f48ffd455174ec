/** One payment at the side of the page: its facts, what can be done, its refunds, and all that happened to it. */
import {
  Button,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  makeStyles,
  OverlayDrawer,
  tokens,
} from '@fluentui/react-components';
import { ArrowUndo20Regular, Dismiss20Regular } from '@fluentui/react-icons';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { isOffline } from '../../../../functions/domain/offline-payment.ts';
import { Problem } from '../../api/problem.ts';
import { useSignedIn } from '../../session/current.ts';
import { DocumentButton } from '../../shared/inputs/DocumentButton.tsx';
import { Facts } from '../../shared/layout/Facts.tsx';
import { AppLink } from '../../shared/layout/links.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { useReturnFocus } from '../../shared/layout/use-return-focus.ts';
import { amountIn, conversionInWords } from '../../shared/money/amount-in.ts';
import { Money } from '../../shared/money/Money.tsx';
import { PaymentStatus } from '../../shared/money/PaymentStatus.tsx';
import { type PaymentDetail, usePayment } from '../../shared/money/queries.ts';
import { RefundStatus } from '../../shared/money/RefundStatus.tsx';
import { Timeline } from '../../shared/money/Timeline.tsx';
import { methodName, REASON_WORDS } from '../../shared/money/words.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { useRefunds } from './queries.ts';

const RefundDialog = lazy(async () => ({
  default: (await import('../../shared/money/RefundDialog.tsx')).RefundDialog,
}));
const ReversePaymentDialog = lazy(async () => ({
  default: (await import('../../shared/money/ReversePaymentDialog.tsx')).ReversePaymentDialog,
}));

const MovePayment = lazy(async () => ({ default: (await import('./MovePayment.tsx')).MovePayment }));

const useStyles = makeStyles({
  drawer: { width: 'min(480px, 100%)' },
  body: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalXL,
    alignContent: 'start',
  },
  amount: { fontSize: '28px', lineHeight: '36px', fontWeight: tokens.fontWeightBold },
  quiet: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  actions: { display: 'grid', gap: tokens.spacingVerticalS, justifyItems: 'start' },
  part: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalM },
  refund: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    alignItems: 'start',
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} 0`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
});

/** The invoice of the payment, or what each of several got of it. */
function PaidInvoices({ payment }: { payment: PaymentDetail }) {
  const { allocations, currency } = payment;
  if (allocations.length < 2) {
    return <AppLink to={`/staff/invoices/${payment.invoice_id}`}>{payment.invoice_number}</AppLink>;
  }
  return allocations.map((part) => (
    <div key={part.invoice_id}>
      <AppLink to={`/staff/invoices/${part.invoice_id}`}>{part.invoice_number}</AppLink>{' '}
      <Money cents={part.amount_cents} currency={currency} />
    </div>
  ));
}

function PaymentFacts({ payment }: { payment: PaymentDetail }) {
  const { clinic } = useSignedIn();
  const money = (cents: number) => <Money cents={cents} currency={payment.currency} />;
  const facts: [string, ReactNode][] = [
    [
      'Patient',
      <AppLink key="patient" to={`/staff/patients/${payment.patient_id}`}>
        <bdi>{payment.patient_name}</bdi>
      </AppLink>,
    ],
    [payment.allocations.length > 1 ? 'Invoices' : 'Invoice', <PaidInvoices key="paid" payment={payment} />],
    ['Received', formatInstant(payment.received_at, clinic.time_zone)],
    ['Method', methodName(payment.method)],
  ];
  if (payment.receipt_number) facts.push(['Receipt', payment.receipt_number]);
  if (payment.reference) facts.push(['Reference', payment.reference]);
  if (payment.credit_cents > 0) facts.push(['Kept as credit', money(payment.credit_cents)]);
  if (payment.refunded_cents > 0) facts.push(['Refunded', money(payment.refunded_cents)]);
  if (payment.fee_cents !== null) {
    const settled_currency = payment.fee_currency ?? payment.currency;
    const settled_cents = payment.settled_cents ?? payment.amount_cents;
    if (payment.settled_cents !== null) {
      const source = { source_cents: payment.amount_cents, source_currency: payment.currency };
      const { exchange_rate } = payment;
      facts.push([
        'Converted by Stripe',
        conversionInWords({ ...source, settled_cents, settled_currency, exchange_rate }),
      ]);
    }
    facts.push(['Stripe’s fee', amountIn(payment.fee_cents, settled_currency)]);
    facts.push(['Net of the fee', amountIn(settled_cents - payment.fee_cents, settled_currency)]);
  }
  if (payment.reversal_reason) facts.push(['Reversed because', payment.reversal_reason]);
  if (payment.stripe_payment_id) facts.push(['At Stripe', payment.stripe_payment_id]);
  return <Facts pairs facts={facts} />;
}

/** What can be done with it now, or in words why nothing can. */
function PaymentActions({ payment }: { payment: PaymentDetail }) {
  const styles = useStyles();
  const { can } = useSignedIn();
  const [asking, setAsking] = useState<'refund' | 'reverse' | 'move'>();
  const offline = isOffline(payment.method);
  const movable = can('payments.reverse') && payment.reversed_at === null && payment.allocations.length > 0;
  const close = () => setAsking(undefined);
  const note = (words: string) => <p className={styles.quiet}>{words}</p>;

  const refunding = () => {
    if (!can('refunds.request')) return null;
    if (payment.not_refundable) return note(payment.not_refundable.detail);
    return (
      <Button icon={<ArrowUndo20Regular />} onClick={() => setAsking('refund')}>
        Refund…
      </Button>
    );
  };
  const reversing = () => {
    if (payment.reversed_at !== null) return note('This payment is reversed and counts for nothing.');
    if (!can('payments.reverse')) return note('If it was recorded by mistake, an admin can reverse it.');
    return (
      <Button icon={<ArrowUndo20Regular />} onClick={() => setAsking('reverse')}>
        Reverse…
      </Button>
    );
  };
  return (
    <div className={styles.actions}>
      {payment.status !== 'failed' && payment.reversed_at === null && (
        <DocumentButton path={`/payments/${payment.id}/receipt`} label="Receipt (PDF)" />
      )}
      {offline ? reversing() : refunding()}
      {movable && <Button onClick={() => setAsking('move')}>Move to another invoice…</Button>}
      <Suspense>
        {asking === 'refund' && <RefundDialog paymentId={payment.id} onClose={close} />}
        {asking === 'move' && <MovePayment payment={payment} onClose={close} />}
        {asking === 'reverse' && <ReversePaymentDialog payment={payment} onClose={close} />}
      </Suspense>
    </div>
  );
}

function Refunds({ paymentId }: { paymentId: string }) {
  const styles = useStyles();
  const refunds = useRefunds({ payment_id: paymentId, limit: 100 });
  if (!refunds.data || refunds.data.data.length === 0) return null;
  return (
    <section className={styles.part} aria-label="Refunds">
      <h3>Refunds</h3>
      <ul>
        {refunds.data.data.map((refund) => (
          <li key={refund.id} className={styles.refund}>
            <span>
              <Money cents={refund.amount_cents} currency={refund.currency} />
              <div className={styles.quiet}>{REASON_WORDS[refund.reason]}</div>
              {refund.decision_reason && (
                <div className={styles.quiet}>
                  “<bdi>{refund.decision_reason}</bdi>”
                </div>
              )}
            </span>
            <RefundStatus status={refund.status} />
            {refund.status === 'succeeded' && (
              <DocumentButton size="small" path={`/refunds/${refund.id}/pdf`} label="Confirmation" />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Body({ payment }: { payment: PaymentDetail }) {
  const styles = useStyles();
  return (
    <>
      <div>
        <div className={styles.amount}>
          <Money cents={payment.amount_cents} currency={payment.currency} />
        </div>
        <PaymentStatus payment={payment} />
      </div>
      <PaymentActions payment={payment} />
      <PaymentFacts payment={payment} />
      {payment.stripe_payment_id && <Refunds paymentId={payment.id} />}
      <section className={styles.part} aria-label="Timeline">
        <h3>Timeline</h3>
        <Timeline events={payment.timeline} currency={payment.currency} />
      </section>
    </>
  );
}

export function PaymentDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const styles = useStyles();
  useReturnFocus();
  const payment = usePayment(id);
  const missing = payment.error instanceof Problem && payment.error.status === 404;
  return (
    <OverlayDrawer
      className={styles.drawer}
      position="end"
      open
      aria-label="Payment"
      onOpenChange={(_, { open }) => !open && onClose()}
    >
      <DrawerHeader>
        <DrawerHeaderTitle
          action={
            <Button
              appearance="subtle"
              icon={<Dismiss20Regular />}
              aria-label="Close payment"
              onClick={onClose}
            />
          }
        >
          Payment
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody className={styles.body}>
        {payment.isPending && <LoadingRows label="Loading the payment" />}
        {missing && <EmptyState title="This payment does not exist" />}
        {payment.isError && !payment.data && !missing && (
          <ErrorState error={payment.error} onRetry={() => void payment.refetch()} />
        )}
        {payment.data && <Body payment={payment.data} />}
      </DrawerBody>
    </OverlayDrawer>
  );
}

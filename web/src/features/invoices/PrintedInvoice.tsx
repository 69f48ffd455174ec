/** What an invoice prints: the document as its patient has it, without what only staff see. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { isPayable } from '../../../../functions/domain/invoice.ts';
import { useSignedIn } from '../../session/current.ts';
import { Facts } from '../../shared/layout/Facts.tsx';
import { usePrinting } from '../../shared/layout/PrintHead.tsx';
import { Money } from '../../shared/money/Money.tsx';
import { methodName } from '../../shared/money/words.ts';
import { useClinicContact } from '../../shared/queries/clinic.ts';
import { formatDay, formatInstantDay } from '../../shared/text/dates.ts';
import { InvoiceLines, type Sum, Sums } from './InvoiceLines.tsx';
import { type Invoice, useInvoicePayments } from './queries.ts';

const useStyles = makeStyles({
  head: { display: 'flex', justifyContent: 'space-between', gap: tokens.spacingHorizontalL },
  due: { textAlign: 'end' },
  amount: { fontSize: '24px', lineHeight: '32px', fontWeight: tokens.fontWeightBold },
  part: { marginTop: tokens.spacingVerticalXL },
  payment: { display: 'flex', justifyContent: 'space-between', gap: tokens.spacingHorizontalL },
  foot: { marginTop: tokens.spacingVerticalXXL, color: tokens.colorNeutralForeground2 },
});

type PrintedInvoiceProps = { invoice: Invoice; sums: readonly Sum[]; linesKnown: boolean };

/** `sums` lead from the items to the balance. */
export function PrintedInvoice({ invoice, sums, linesKnown }: PrintedInvoiceProps) {
  const styles = useStyles();
  const contact = useClinicContact();
  const { clinic } = useSignedIn();
  if (!usePrinting()) return null;
  const number = invoice.invoice_number ?? 'Draft, not issued';
  return (
    <article aria-label={`Invoice ${number}`}>
      <div className={styles.head}>
        <div>
          <h1>Invoice {number}</h1>
          <Facts
            pairs
            facts={[
              ['For', <bdi key="patient">{invoice.patient_name}</bdi>],
              [
                'Issued',
                invoice.issued_at ? formatInstantDay(invoice.issued_at, clinic.time_zone) : 'Not issued',
              ],
            ]}
          />
        </div>
        <div className={styles.due}>
          <div>{invoice.status === 'cancelled' ? 'Canceled' : 'Amount due'}</div>
          <div className={styles.amount}>
            <Money cents={invoice.balance_cents} currency={invoice.currency} />
          </div>
          {isPayable(invoice.status) && <div>Due {formatDay(invoice.due_date)}</div>}
        </div>
      </div>
      <section className={styles.part}>
        {linesKnown && <InvoiceLines lines={invoice.items} currency={invoice.currency} />}
        <Sums sums={sums} currency={invoice.currency} />
      </section>
      <PrintedPayments invoice={invoice} />
      {contact && (
        <p className={styles.foot}>
          Questions? <bdi>{contact.phone}</bdi> · <bdi>{contact.email}</bdi>
        </p>
      )}
    </article>
  );
}

/** Those that count: an attempt that failed is not on the patient's document either. */
function PrintedPayments({ invoice }: { invoice: Invoice }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const payments = useInvoicePayments(invoice).data?.data ?? [];
  const counting = payments.filter(({ status, reversed_at }) => status === 'succeeded' && !reversed_at);
  if (counting.length === 0) return null;
  return (
    <section className={styles.part}>
      <h2>Payments</h2>
      <ul>
        {counting.map((payment) => (
          <li key={payment.id} className={styles.payment}>
            <span>
              {formatInstantDay(payment.received_at, clinic.time_zone)} · {methodName(payment.method)}
            </span>
            <Money cents={payment.amount_cents} currency={payment.currency} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The open invoices of an account; a patient who chooses ticks those to pay. */
import { Checkbox, mergeClasses } from '@fluentui/react-components';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { Money } from '../../shared/money/Money.tsx';
import { formatDay } from '../../shared/text/dates.ts';
import { useAccountMessages } from './account-messages.ts';
import { useAccountStyles } from './account-styles.ts';
import { useMessages } from './language.ts';
import type { AccountInCurrency } from './types.ts';

type AccountInvoicesProps = {
  account: AccountInCurrency;
  /** The ids that are ticked; undefined while the patient does not choose. */
  chosen: ReadonlySet<string> | undefined;
  onChoose: (id: string, isChosen: boolean) => void;
};

export function AccountInvoices({ account, chosen, onChoose }: AccountInvoicesProps) {
  const styles = useAccountStyles();
  const texts = useAccountMessages();
  return (
    <div>
      <h2>{texts.invoices}</h2>
      <ul className={styles.list}>
        {account.invoices.map((invoice) => (
          <li key={invoice.id} className={styles.row}>
            {chosen && (
              <Checkbox
                size="large"
                aria-label={invoice.invoice_number}
                disabled={invoice.processing}
                checked={chosen.has(invoice.id) && !invoice.processing}
                onChange={(_, { checked }) => onChoose(invoice.id, checked === true)}
              />
            )}
            <Invoice invoice={invoice} currency={account.currency} />
          </li>
        ))}
      </ul>
    </div>
  );
}

type InvoiceProps = Pick<AccountInCurrency, 'currency'> & { invoice: AccountInCurrency['invoices'][number] };

function Invoice({ invoice, currency }: InvoiceProps) {
  const styles = useAccountStyles();
  const words = useMessages();
  const texts = useAccountMessages();
  const { balance_cents, total_amount_cents, overdue, processing } = invoice;
  const day = formatDay(invoice.due_date, words.locale);
  return (
    <>
      <span className={styles.grow}>
        <span className={styles.number}>{invoice.invoice_number}</span>
        <br />
        <span className={mergeClasses(styles.quiet, styles.small)}>
          {processing ? texts.processing : overdue ? texts.wasDue(day) : texts.due(day)}
        </span>
      </span>
      <span className={styles.end}>
        <Money cents={balance_cents} currency={currency} locale={words.locale} />
        {balance_cents < total_amount_cents && (
          <>
            <br />
            <span className={mergeClasses(styles.quiet, styles.small)}>
              {texts.ofTotal(formatMoney(total_amount_cents, currency, words.locale))}
            </span>
          </>
        )}
      </span>
    </>
  );
}

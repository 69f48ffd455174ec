/** Whether the payment page at Stripe is open, and a way to try again when it could not be made. */
import { Button, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { useSignedIn } from '../../session/current.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { Badge } from '../../shared/lists/StatusBadge.tsx';
import { useAction } from '../../shared/queries/use-action.ts';
import { type Invoice, invoiceQuery } from './queries.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalXS, justifyItems: 'start' },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

export function PaymentPageState({ invoice }: { invoice: Invoice }) {
  const styles = useStyles();
  const { clinic, can } = useSignedIn();
  const cache = useQueryClient();
  const create = useAction({
    act: () => api.invoices.createPaymentLink({ id: invoice.id }),
    changes: [],
    onDone: () => cache.invalidateQueries({ queryKey: invoiceQuery(invoice.id).queryKey }),
    failed: 'The payment page could not be opened',
  });
  const button = (label: string) =>
    can('invoices.write') && (
      <Button
        size="small"
        data-print="hide"
        disabledFocusable={create.isPending}
        onClick={() => create.mutate()}
      >
        {create.isPending ? 'Opening…' : label}
      </Button>
    );

  switch (invoice.payment_link_status) {
    case 'open':
      return (
        <div className={styles.root}>
          <Badge tone="success">Open</Badge>
          {invoice.payment_link?.expires_at && (
            <span className={styles.quiet}>
              until {formatInstant(invoice.payment_link.expires_at, clinic.time_zone)}
            </span>
          )}
        </div>
      );
    case 'pending':
      return <Spinner size="tiny" label="Being opened at Stripe…" labelPosition="after" />;
    case 'failed':
      return (
        <div className={styles.root}>
          <Badge tone="danger">Could not be opened at Stripe</Badge>
          {button('Try again')}
        </div>
      );
    case 'none':
      return (
        <div className={styles.root}>
          <span>Opened when the patient pays</span>
          {button('Open now')}
        </div>
      );
  }
}

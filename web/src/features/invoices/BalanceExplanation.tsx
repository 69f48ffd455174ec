/** Why an invoice's balance is what it is: every part, with the ledger entries and Stripe's ids behind it. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  mergeClasses,
  tokens,
} from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { Explanation } from '../../../../functions/contracts/invoice-explanation.ts';
import { invoiceExplanationApi } from '../../api/invoice-explanation.ts';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { useReturnFocus } from '../../shared/layout/use-return-focus.ts';
import { Money } from '../../shared/money/Money.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import type { Invoice } from './queries.ts';

const useStyles = makeStyles({
  list: { display: 'grid' },
  row: {
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'baseline',
    gap: '16px',
    padding: '10px 0',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    overflowWrap: 'anywhere',
  },
  strong: { fontWeight: tokens.fontWeightBold, borderBottom: 'none' },
  behind: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '2px 12px',
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
  },
});

type Part = Explanation['parts'][number];

const useExplanation = ({ id, payment_summary }: Invoice) =>
  useQuery({
    queryKey: [...KEYS.invoices, 'explanation', id, payment_summary],
    queryFn: ({ signal }) => invoiceExplanationApi.explanation({ id }, { signal }),
  });

/** Where the amount can be looked up. */
function Behind({ part, invoiceId }: { part: Part; invoiceId: string }) {
  const styles = useStyles();
  const { can } = useSignedIn();
  const entries = part.entries.map(({ id }) => `#${id}`).join(', ');
  const ledger = `/staff/audit?tab=ledger&invoice_id=${invoiceId}&account=receivable`;
  const named = part.entries.length === 1 ? `Ledger entry ${entries}` : `Ledger entries ${entries}`;
  return (
    <div className={styles.behind}>
      {entries && (can('ledger.read') ? <AppLink to={ledger}>{named}</AppLink> : <span>{named}</span>)}
      {part.payment_id && <AppLink to={`/staff/payments?payment=${part.payment_id}`}>Payment</AppLink>}
      {[...part.stripe_ids, ...part.stripe_event_ids].map((id) => (
        <code key={id}>{id}</code>
      ))}
    </div>
  );
}

function Parts({ explained, invoice }: { explained: Explanation; invoice: Invoice }) {
  const styles = useStyles();
  return (
    <ul className={styles.list}>
      {explained.parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts are shown in their order and only ever added
        <li key={index} className={styles.row}>
          <div>
            <bdi>{part.sentence}</bdi>
            <Behind part={part} invoiceId={invoice.id} />
          </div>
          <Money cents={part.amount_cents} currency={invoice.currency} />
        </li>
      ))}
      <li className={mergeClasses(styles.row, styles.strong)}>
        Balance
        <Money cents={explained.balance_cents} currency={invoice.currency} />
      </li>
    </ul>
  );
}

export function BalanceExplanation({ invoice, onClose }: { invoice: Invoice; onClose: () => void }) {
  const explanation = useExplanation(invoice);
  useReturnFocus();
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Why this balance?</DialogTitle>
          <DialogContent>
            {explanation.isPending && <LoadingRows rows={3} label="Loading the parts of the balance" />}
            {explanation.isError && (
              <ErrorState error={explanation.error} onRetry={() => void explanation.refetch()} />
            )}
            {explanation.data && <Parts explained={explanation.data} invoice={invoice} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>Close</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

/** What a step would do to the balance, and to the patient's credit where it does something to that. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import type { Invoice } from '../queries.ts';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gap: tokens.spacingVerticalXS,
    padding: '10px 12px',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
    fontVariantNumeric: 'tabular-nums',
  },
});

type BalancePreviewProps = {
  invoice: Invoice;
  /** What is owed afterwards; undefined while the form does not say. */
  afterCents: number | undefined;
  /** What the patient gets as credit by it, or spends of it when negative. */
  creditCents?: number | undefined;
};

export function BalancePreview({ invoice, afterCents, creditCents = 0 }: BalancePreviewProps) {
  const styles = useStyles();
  const money = (cents: number) => formatMoney(cents, invoice.currency);
  return (
    <div className={styles.root} role="status">
      <div>
        Balance: {money(invoice.balance_cents)}
        {afterCents !== undefined && (
          <>
            {' '}
            → <strong>{money(afterCents)}</strong>
          </>
        )}
      </div>
      {creditCents > 0 && <div>The patient’s credit grows by {money(creditCents)}.</div>}
      {creditCents < 0 && <div>The patient’s credit shrinks by {money(-creditCents)}.</div>}
    </div>
  );
}

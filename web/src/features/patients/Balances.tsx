/** What a patient owes, or has in credit, per currency. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { Money } from '../../shared/money/Money.tsx';
import type { Patient } from './queries.ts';

const useStyles = makeStyles({
  none: { color: tokens.colorNeutralForeground3 },
  credit: { color: tokens.colorStatusSuccessForeground1 },
});

export function Balances({ balances }: { balances: Patient['balances'] }) {
  const styles = useStyles();
  const shown = balances.filter(
    ({ balance_cents, credit_cents }) => balance_cents !== 0 || credit_cents !== 0,
  );
  if (shown.length === 0) return <span className={styles.none}>Nothing owed</span>;
  return (
    <>
      {shown.map(({ currency, balance_cents, credit_cents }) => (
        <div key={currency}>
          {balance_cents !== 0 && <Money cents={balance_cents} currency={currency} />}
          {credit_cents !== 0 && (
            <div className={styles.credit}>
              <Money cents={credit_cents} currency={currency} /> credit
            </div>
          )}
        </div>
      ))}
    </>
  );
}

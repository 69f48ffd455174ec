/** Opens the balance into its parts; the dialog is loaded when it is first asked for. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import type { Invoice } from './queries.ts';

const BalanceExplanation = lazy(async () => ({
  default: (await import('./BalanceExplanation.tsx')).BalanceExplanation,
}));

const useStyles = makeStyles({ why: { marginTop: tokens.spacingVerticalS } });

export function WhyBalance({ invoice }: { invoice: Invoice }) {
  const styles = useStyles();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button className={styles.why} size="small" data-print="hide" onClick={() => setAsked(true)}>
        Why this balance?
      </Button>
      <Suspense>{asked && <BalanceExplanation invoice={invoice} onClose={() => setAsked(false)} />}</Suspense>
    </>
  );
}

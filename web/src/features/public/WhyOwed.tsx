/** "Why do I owe this?": opens the amount due into its parts; what it needs is loaded when it is first opened. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import { useMessages } from './language.ts';

const BalanceExplanation = lazy(async () => ({
  default: (await import('./BalanceExplanation.tsx')).BalanceExplanation,
}));

const useStyles = makeStyles({
  summary: { padding: '12px 0 4px', cursor: 'pointer', color: tokens.colorBrandForegroundLink },
});

export function WhyOwed({ token, owed }: { token: string; owed: boolean }) {
  const words = useMessages();
  const [open, setOpen] = useState(false);
  return (
    <details data-print="hide" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={useStyles().summary}>{owed ? words.whyOwed : words.whyNothing}</summary>
      <Suspense>{open && <BalanceExplanation token={token} />}</Suspense>
    </details>
  );
}

/** Every part that the amount due is the sum of, as plain sentences. */
import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useCallback } from 'react';
import type { PublicExplanation } from '../../../../functions/contracts/invoice-explanation.ts';
import { explanationApi } from '../../api/patient-explanation.ts';
import { Money } from '../../shared/money/Money.tsx';
import { useExplanationMessages } from './explanation-messages.ts';
import { useMessages } from './language.ts';
import { useLoaded } from './use-loaded.ts';

const useStyles = makeStyles({
  list: { display: 'grid', paddingTop: tokens.spacingVerticalS },
  row: {
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'baseline',
    gap: '16px',
    padding: '10px 0',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    overflowWrap: 'anywhere',
  },
  strong: { fontWeight: tokens.fontWeightBold, borderTop: `1px solid ${tokens.colorNeutralStroke1}` },
});

export function BalanceExplanation({ token }: { token: string }) {
  const words = useMessages();
  const texts = useExplanationMessages();
  const { language } = words;
  const load = useCallback(() => explanationApi.explanation({ token, language }), [token, language]);
  const [loaded, , restart] = useLoaded(load);
  if (loaded.state === 'loading') return <p role="status">{texts.loading}</p>;
  if (loaded.state === 'failed') {
    return (
      <div role="alert">
        <p>{texts.failed}</p>
        <Button onClick={restart}>{words.tryAgain}</Button>
      </div>
    );
  }
  return <ExplainedParts explanation={loaded.data} />;
}

export function ExplainedParts({ explanation }: { explanation: PublicExplanation }) {
  const styles = useStyles();
  const words = useMessages();
  const { locale } = words;
  const { parts, balance_cents: balance, currency } = explanation;
  return (
    <ul className={styles.list}>
      {parts.map(({ sentence, amount_cents: cents }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts are shown in their order and only ever added
        <li key={index} className={styles.row}>
          <bdi>{sentence}</bdi>
          <Money cents={cents} currency={currency} locale={locale} />
        </li>
      ))}
      <li className={mergeClasses(styles.row, styles.strong)}>
        {words.amountDue}
        <Money cents={balance} currency={currency} locale={locale} />
      </li>
    </ul>
  );
}

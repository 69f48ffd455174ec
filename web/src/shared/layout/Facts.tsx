/** Named facts under each other: a list of terms and values. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { FROM_480 } from './breakpoints.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalM },
  pairs: { [FROM_480]: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' } },
  term: {
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground3,
  },
  value: { overflowWrap: 'anywhere' },
});

type FactsProps = {
  facts: readonly (readonly [term: string, value: ReactNode])[];
  /** Two beside each other where there is room. */
  pairs?: boolean;
};

export function Facts({ facts, pairs = false }: FactsProps) {
  const styles = useStyles();
  return (
    <dl className={mergeClasses(styles.root, pairs && styles.pairs)}>
      {facts.map(([term, value]) => (
        <div key={term}>
          <dt className={styles.term}>{term}</dt>
          <dd className={styles.value}>{typeof value === 'string' ? <bdi>{value}</bdi> : value}</dd>
        </div>
      ))}
    </dl>
  );
}

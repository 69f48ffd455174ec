/** Grey shapes where the invoice will be. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { Frame } from './Frame.tsx';
import { useMessages } from './language.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalL },
  bar: {
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
    animationName: { from: { opacity: 1 }, '50%': { opacity: 0.5 }, to: { opacity: 1 } },
    animationDuration: '1.5s',
    animationIterationCount: 'infinite',
  },
});

const HEIGHTS = [36, 96, 48, 32, 34];

export function LoadingCard() {
  const styles = useStyles();
  const words = useMessages();
  return (
    <Frame title={words.loading} loading>
      <div role="status" aria-busy="true" aria-label={words.loading} className={styles.root}>
        {HEIGHTS.map((height) => (
          <div key={height} className={styles.bar} style={{ height }} />
        ))}
      </div>
    </Frame>
  );
}

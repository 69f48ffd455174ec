/** A small chart: bars over time with the greatest value named, and the figures as text for who does not see it. */
import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  figure: { display: 'grid', gap: tokens.spacingVerticalXS, margin: 0, minWidth: 0 },
  title: { fontWeight: tokens.fontWeightSemibold },
  chart: {
    width: '100%',
    height: '48px',
    display: 'block',
    borderBottom: `1px solid ${tokens.colorNeutralStroke1}`,
  },
  bar: { fill: tokens.colorBrandForeground1 },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

type SparklineProps = {
  title: string;
  /** Null: nothing was measured in this step. */
  values: readonly (number | null)[];
  inWords: (value: number) => string;
};

const HEIGHT = 48;
const STEP = 10;

export function Sparkline({ title, values, inWords }: SparklineProps) {
  const styles = useStyles();
  const known = values.filter((value) => value !== null);
  const most = Math.max(0, ...known);
  const words =
    known.length === 0 ? 'nothing measured' : `at most ${inWords(most)}, last ${inWords(known.at(-1) ?? 0)}`;
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.title}>{title}</figcaption>
      <svg
        className={styles.chart}
        viewBox={`0 0 ${values.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${words}`}
      >
        {values.map((value, index) => {
          const height = most === 0 ? 0 : ((value ?? 0) / most) * HEIGHT;
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a step has no other name than its place
              key={index}
              className={styles.bar}
              x={index * STEP + 1}
              y={HEIGHT - height}
              width={STEP - 2}
              height={height}
            />
          );
        })}
      </svg>
      <span className={styles.quiet} aria-hidden="true">
        {words}
      </span>
    </figure>
  );
}

/** The product's sign: a cross on blue, with or without its name. */
import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '10px',
    fontWeight: tokens.fontWeightBold,
    fontSize: tokens.fontSizeBase400,
    whiteSpace: 'nowrap',
    color: tokens.colorNeutralForeground1,
  },
  sign: { flexShrink: 0, display: 'block' },
});

export function Brand({ short = false, size = 24 }: { short?: boolean; size?: number }) {
  const styles = useStyles();
  return (
    <span className={styles.root}>
      <img
        src="/favicon.svg"
        width={size}
        height={size}
        alt={short ? 'Clinic Billing' : ''}
        className={styles.sign}
      />
      {!short && 'Clinic Billing'}
    </span>
  );
}

/** Where one is in a task of several steps; steps already done are buttons. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Checkmark16Filled } from '@fluentui/react-icons';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    gap: tokens.spacingHorizontalS,
    flexWrap: 'wrap',
    marginBottom: tokens.spacingVerticalXL,
  },
  item: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  line: {
    width: '32px',
    height: '2px',
    backgroundColor: tokens.colorNeutralStroke1,
    '@media (max-width: 479px)': { width: '8px' },
  },
  step: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    minHeight: '32px',
    padding: '4px 8px',
    font: 'inherit',
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
    backgroundColor: 'transparent',
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
  },
  button: {
    cursor: 'pointer',
    transitionProperty: 'background-color',
    transitionDuration: tokens.durationSlow,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  number: {
    display: 'grid',
    placeItems: 'center',
    width: '24px',
    height: '24px',
    borderRadius: '50%',
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
    fontSize: tokens.fontSizeBase200,
  },
  current: { color: tokens.colorBrandForegroundLink },
  filled: {
    backgroundColor: tokens.colorBrandBackground,
    color: tokens.colorNeutralForegroundOnBrand,
    border: `1px solid ${tokens.colorBrandBackground}`,
  },
});

type StepperProps<S extends string> = {
  steps: readonly { id: S; label: string }[];
  current: S;
  onGo: (step: S) => void;
};

export function Stepper<S extends string>({ steps, current, onGo }: StepperProps<S>) {
  const styles = useStyles();
  const at = steps.findIndex((step) => step.id === current);
  return (
    <ol className={styles.root} aria-label="Steps">
      {steps.map(({ id, label }, index) => {
        const number = (
          <span className={mergeClasses(styles.number, index <= at && styles.filled)} aria-hidden="true">
            {index < at ? <Checkmark16Filled /> : index + 1}
          </span>
        );
        return (
          <li key={id} className={styles.item} {...(index === at ? { 'aria-current': 'step' as const } : {})}>
            {index > 0 && <span className={styles.line} aria-hidden="true" />}
            {index < at ? (
              <button
                type="button"
                className={mergeClasses(styles.step, styles.button)}
                onClick={() => onGo(id)}
              >
                {number}
                {label}
              </button>
            ) : (
              <span className={mergeClasses(styles.step, index === at && styles.current)}>
                {number}
                {label}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

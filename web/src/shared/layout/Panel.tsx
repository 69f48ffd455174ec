/** A white card with rounded corners and a subtle shadow: what content stands on. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { type ReactNode, useId } from 'react';

const useStyles = makeStyles({
  root: {
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    boxShadow: tokens.shadow2,
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXL}`,
    minWidth: 0,
    '@media print': { boxShadow: 'none', border: 'none', padding: 0 },
  },
  header: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
    marginBottom: tokens.spacingVerticalM,
  },
});

type PanelProps = { title?: string; actions?: ReactNode; className?: string; children: ReactNode };

/** With a title it is a named region. */
export function Panel({ title, actions, className, children }: PanelProps) {
  const styles = useStyles();
  const id = useId();
  if (!title) return <div className={mergeClasses(styles.root, className)}>{children}</div>;
  return (
    <section className={mergeClasses(styles.root, className)} aria-labelledby={id}>
      <div className={styles.header}>
        <h2 id={id}>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

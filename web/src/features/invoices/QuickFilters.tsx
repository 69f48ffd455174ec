/** The most wanted filters as tabs. Each is a link, because the filter is in the address. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Link, useSearchParams } from 'react-router';
import { writeUrlState } from '../../shared/url-state.ts';

export const TABS = [
  { id: 'all', label: 'All', empty: 'No invoices yet' },
  { id: 'draft', label: 'Draft', empty: 'No drafts' },
  { id: 'outstanding', label: 'Outstanding', empty: 'Nothing is outstanding' },
  { id: 'overdue', label: 'Overdue', empty: 'Nothing is overdue' },
  { id: 'paid', label: 'Paid', empty: 'Nothing is paid yet' },
  { id: 'cancelled', label: 'Cancelled', empty: 'Nothing is cancelled' },
] as const;

const useStyles = makeStyles({
  list: {
    display: 'flex',
    overflowX: 'auto',
    scrollbarWidth: 'thin',
    marginBottom: tokens.spacingVerticalL,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  tab: {
    display: 'block',
    padding: '10px 12px',
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    whiteSpace: 'nowrap',
    borderBottom: '3px solid transparent',
    transitionProperty: 'border-color, color',
    transitionDuration: tokens.durationSlow,
    ':hover': { borderBottom: `3px solid ${tokens.colorNeutralStroke1}` },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  current: {
    color: tokens.colorNeutralForeground1,
    fontWeight: tokens.fontWeightSemibold,
    borderBottom: `3px solid ${tokens.colorCompoundBrandStroke}`,
    ':hover': { borderBottom: `3px solid ${tokens.colorCompoundBrandStroke}` },
  },
});

export function QuickFilters({ current }: { current: (typeof TABS)[number]['id'] }) {
  const styles = useStyles();
  const [params] = useSearchParams();
  return (
    <nav aria-label="Quick filters">
      <ul className={styles.list}>
        {TABS.map(({ id, label }) => {
          const next = writeUrlState(params, { status: id === 'all' ? undefined : id, cursor: undefined });
          return (
            <li key={id}>
              <Link
                to={{ search: next.toString() }}
                className={mergeClasses(styles.tab, id === current && styles.current)}
                {...(id === current ? { 'aria-current': 'page' as const } : {})}
              >
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** The most wanted filters as tabs. Each is a link, because the filter is in the address. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { Link, useSearchParams } from 'react-router';
import { writeUrlState } from './url-state.ts';

const useStyles = makeStyles({
  list: {
    position: 'relative',
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

type QuickFiltersProps = {
  /** What the tabs choose between. */
  label?: string;
  tabs: readonly { id: string; label: string }[];
  current: string;
  /** What the address becomes for a tab; what is undefined leaves it. */
  address: (id: string) => Record<string, string | undefined>;
};

export function QuickFilters({ label: name = 'Quick filters', tabs, current, address }: QuickFiltersProps) {
  const styles = useStyles();
  const [params] = useSearchParams();
  const list = useRef<HTMLUListElement>(null);
  // On a phone the list is wider than the screen, and the tab that is open may lie outside of it.
  useEffect(() => {
    const tab = list.current?.querySelector(`[data-tab="${CSS.escape(current)}"]`);
    if (list.current && tab instanceof HTMLElement) list.current.scrollLeft = tab.offsetLeft;
  }, [current]);
  return (
    <nav aria-label={name} data-print="hide">
      <ul ref={list} className={styles.list}>
        {tabs.map(({ id, label }) => (
          <li key={id} data-tab={id}>
            <Link
              to={{ search: writeUrlState(params, address(id)).toString() }}
              className={mergeClasses(styles.tab, id === current && styles.current)}
              {...(id === current ? { 'aria-current': 'page' as const } : {})}
            >
              <bdi>{label}</bdi>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

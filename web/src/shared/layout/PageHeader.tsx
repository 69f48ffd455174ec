/** The head of every staff page: its H1, which takes the focus after navigation, and its actions. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowLeft16Regular } from '@fluentui/react-icons';
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { AppLink } from './links.tsx';
import { pageOf } from './same-page.ts';

const useStyles = makeStyles({
  root: { marginBottom: tokens.spacingVerticalXL },
  back: { display: 'inline-flex', alignItems: 'center', gap: '4px', marginBottom: tokens.spacingVerticalXS },
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
  },
  title: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    minWidth: 0,
  },
  heading: { overflowWrap: 'anywhere' },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

/** The page that the browser opened first keeps its focus where the browser put it. */
let lastPath: string | undefined;
let lastPage: string | undefined;
/** The page whose heading had the focus when it was replaced: by that of the page that was still loading. */
let replacedOn: string | undefined;

/** Names the document, which the browser keeps in its history, and moves the focus to the heading when the page changed. */
export function usePageHeading(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const location = useLocation();
  const { pathname } = location;
  const page = pageOf(location);
  useEffect(() => {
    document.title = `${isolate(title)} – Clinic Billing`;
  }, [title]);
  useEffect(() => {
    const isNew = lastPath !== undefined && lastPath !== pathname && lastPage !== page;
    if (isNew || replacedOn === pathname) heading.current?.focus();
    lastPath = pathname;
    lastPage = page;
    replacedOn = undefined;
  }, [pathname, page]);
  // Before the heading leaves the document, which takes the focus from it.
  useLayoutEffect(() => {
    const element = heading.current;
    return () => {
      replacedOn = element !== null && document.activeElement === element ? pathname : undefined;
    };
  }, [pathname]);
  return heading;
}

type PageHeaderProps = {
  title: string;
  /** What the browser's tab and history say where the title is someone's name. */
  tab?: string;
  beside?: ReactNode;
  actions?: ReactNode;
  back?: { to: string; label: string };
};

export function PageHeader({ title, tab = title, beside, actions, back }: PageHeaderProps) {
  const styles = useStyles();
  const heading = usePageHeading(tab);
  return (
    <header className={styles.root}>
      {back && (
        <AppLink to={back.to} className={styles.back} data-print="hide">
          <ArrowLeft16Regular />
          <bdi>{back.label}</bdi>
        </AppLink>
      )}
      <div className={styles.row}>
        <div className={styles.title}>
          <h1 ref={heading} tabIndex={-1} className={styles.heading}>
            <bdi>{title}</bdi>
          </h1>
          {beside}
        </div>
        {actions && (
          <div className={styles.actions} data-print="hide">
            {actions}
          </div>
        )}
      </div>
    </header>
  );
}

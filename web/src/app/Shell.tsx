/** The frame of all staff pages: sidebar, header, and the page in the middle. */
import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Navigation20Regular } from '@fluentui/react-icons';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Outlet } from 'react-router';
import { Problem } from '../api/problem.ts';
import { useSession, useSignedIn } from '../session/current.ts';
import { Brand } from '../shared/layout/Brand.tsx';
import { FROM_768, useMedia } from '../shared/layout/breakpoints.ts';
import { useFocusModelHolder } from '../shared/layout/focus-model.ts';
import { PrintHead } from '../shared/layout/PrintHead.tsx';
import { StepUp } from '../shared/layout/StepUp.tsx';
import { Toasts } from '../shared/layout/toasts.tsx';
import { forgetWords } from '../shared/text/private-words.ts';
import { IdleWarning } from './IdleWarning.tsx';
import { KeptPage } from './KeptPage.tsx';
import { SearchButton } from './SearchButton.tsx';
import { Sidebar } from './Sidebar.tsx';
import { UserMenu } from './UserMenu.tsx';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    minHeight: '100vh',
    backgroundColor: tokens.colorNeutralBackground1,
    // What is laid out in boxes beside each other breaks badly over pages.
    '@media print': { display: 'block', minHeight: 0 },
  },
  skip: {
    position: 'fixed',
    zIndex: 10,
    top: '8px',
    left: '8px',
    padding: '8px 16px',
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorBrandForegroundLink,
    borderRadius: tokens.borderRadiusMedium,
    boxShadow: tokens.shadow8,
    ':not(:focus)': { clipPath: 'inset(50%)', width: '1px', height: '1px', overflow: 'hidden', padding: 0 },
  },
  side: {
    flexShrink: 0,
    width: '232px',
    backgroundColor: tokens.colorNeutralBackground2,
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
    transitionProperty: 'width',
    transitionDuration: tokens.durationSlow,
  },
  sticky: { position: 'sticky', top: 0, maxHeight: '100vh', overflowX: 'hidden', overflowY: 'auto' },
  narrow: { width: '57px' },
  sideHead: { height: '57px', display: 'flex', alignItems: 'center', padding: '0 16px' },
  column: {
    flexGrow: 1,
    minWidth: 0,
    display: 'flex',
    flexDirection: 'column',
    '@media print': { display: 'block' },
  },
  header: {
    position: 'sticky',
    top: 0,
    zIndex: 5,
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
    height: '57px',
    padding: `0 ${tokens.spacingHorizontalL}`,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  group: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minWidth: 0 },
  clinic: {
    color: tokens.colorNeutralForeground2,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  main: {
    width: '100%',
    maxWidth: '1280px',
    margin: '0 auto',
    padding: `${tokens.spacingVerticalXL} ${tokens.spacingHorizontalL} 64px`,
    ':focus': { outline: 'none' },
    '--header-height': '57px',
    [FROM_768]: { padding: '24px 32px 64px' },
    '@media print': { padding: 0, maxWidth: 'none' },
  },
});

const worthRetrying = (failures: number, error: unknown) =>
  failures < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500);

const newCache = () =>
  new QueryClient({
    defaultOptions: { queries: { retry: worthRetrying, staleTime: 10_000 }, mutations: { retry: false } },
  });

/** Loaded when it is first opened. */
const SideDrawer = lazy(async () => ({ default: (await import('./SideDrawer.tsx')).SideDrawer }));

const NARROW = 'clinic-nav-narrow';

type HeaderProps = { collapsible: boolean; expanded: boolean; onToggle: () => void };

function Header({ collapsible, expanded, onToggle }: HeaderProps) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  return (
    <header className={styles.header} data-print="hide">
      <div className={styles.group}>
        <Button
          appearance="subtle"
          icon={<Navigation20Regular />}
          aria-label={collapsible ? 'Collapse menu' : 'Open menu'}
          aria-expanded={expanded}
          onClick={onToggle}
        />
        <span className={styles.clinic}>
          <bdi>{clinic.name}</bdi>
        </span>
      </div>
      <SearchButton />
      <UserMenu />
    </header>
  );
}

export function Shell() {
  const styles = useStyles();
  const { status } = useSession();
  const wide = useMedia('(min-width: 1024px)');
  const FocusModelHolder = useFocusModelHolder();
  const [cache] = useState(newCache);
  // Like the cache, what was searched for ends with the session.
  useEffect(() => forgetWords, []);
  const [narrow, setNarrow] = useState(() => localStorage.getItem(NARROW) === 'yes');
  const [open, setOpen] = useState(false);
  const toggle = () => {
    if (!wide) return setOpen(true);
    localStorage.setItem(NARROW, narrow ? 'no' : 'yes');
    setNarrow(!narrow);
  };
  return (
    <QueryClientProvider client={cache}>
      <Toasts>
        <div className={styles.root}>
          <a href="#main" className={styles.skip} data-print="hide">
            Skip to the page
          </a>
          {wide && (
            <nav
              className={mergeClasses(styles.side, narrow && styles.narrow)}
              aria-label="Main"
              data-print="hide"
            >
              <div className={styles.sticky}>
                <div className={styles.sideHead}>
                  <Brand short={narrow} />
                </div>
                <Sidebar narrow={narrow} />
              </div>
            </nav>
          )}
          {!wide && open && (
            <Suspense>
              <SideDrawer onClose={() => setOpen(false)} />
            </Suspense>
          )}
          <div className={styles.column}>
            <Header collapsible={wide && !narrow} expanded={wide ? !narrow : open} onToggle={toggle} />
            <StepUp />
            <main id="main" tabIndex={-1} className={styles.main}>
              <PrintHead />
              <Outlet />
            </main>
          </div>
        </div>
        {status === 'signed-in' && <IdleWarning />}
        <KeptPage />
        {FocusModelHolder && <FocusModelHolder />}
      </Toasts>
    </QueryClientProvider>
  );
}

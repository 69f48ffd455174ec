/** What stands before the pages: sign-in, unknown addresses, and pages that break. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense } from 'react';
import { Navigate, Outlet, useLocation, useRouteError } from 'react-router';
import { session, useSession } from '../session/current.ts';
import { loginPath } from '../session/next.ts';

/** Loaded when the clinic asks for it. */
const EnrolPage = lazy(async () => ({
  default: (await import('../features/account/EnrolPage.tsx')).EnrolPage,
}));

const useStyles = makeStyles({
  centre: { display: 'grid', placeItems: 'center', minHeight: '100vh', padding: tokens.spacingHorizontalL },
  message: { display: 'grid', gap: tokens.spacingVerticalM, maxWidth: '480px' },
});

/**
 * Shows its pages to staff who are signed in and have the second factor that the clinic requires; others go to the login
 * page, which comes back here.
 */
export function SignedInOnly() {
  const styles = useStyles();
  const state = useSession();
  const location = useLocation();
  if (state.status === 'signed-in' && state.mustEnrol) {
    return (
      <Suspense>
        <EnrolPage />
      </Suspense>
    );
  }
  // Another person finds nothing of the page that waited for its own.
  if (state.status === 'signed-in' || state.status === 'locked') return <Outlet key={state.staff.id} />;
  if (state.status === 'signed-out') return <Navigate to={loginPath(location)} replace />;
  if (state.status === 'starting') {
    return (
      <div className={styles.centre}>
        <p role="status">Signing in…</p>
      </div>
    );
  }
  return (
    <main className={styles.centre}>
      <div className={styles.message}>
        {/* A clinic that asks for a pause was reached. */}
        <h1>{state.problem.status === 429 ? 'Wait a moment' : 'The clinic cannot be reached'}</h1>
        <p>
          <bdi>{state.problem.detail}</bdi>
        </p>
        <div>
          <Button appearance="primary" onClick={() => void session.start()}>
            Try again
          </Button>
        </div>
      </div>
    </main>
  );
}

export function NotFound() {
  const styles = useStyles();
  return (
    <div className={styles.message}>
      <h1>Page not found</h1>
      <p>The address may be mistyped, or the page has moved.</p>
      <p>
        <a href="/staff">Go to the dashboard</a>
      </p>
    </div>
  );
}

const RELOADED = 'clinic-reloaded-at';

/** After a release an open page asks for files that are gone; one reload brings the new ones. */
function isStaleBuild(error: unknown): boolean {
  const missing = error instanceof Error && /dynamically imported module|module script/i.test(error.message);
  const lastReload = Number(sessionStorage.getItem(RELOADED) ?? 0);
  return missing && Date.now() - lastReload > 60_000;
}

/** A page that broke says so, and offers to load it again. */
export function PageCrash() {
  const styles = useStyles();
  const error = useRouteError();
  if (isStaleBuild(error)) {
    sessionStorage.setItem(RELOADED, String(Date.now()));
    window.location.reload();
    return null;
  }
  return (
    <div className={styles.message}>
      <h1>This page stopped working</h1>
      <p>Nothing was saved or sent by this. Load the page again; if it happens once more, contact support.</p>
      <div>
        <Button appearance="primary" onClick={() => window.location.reload()}>
          Reload
        </Button>
      </div>
    </div>
  );
}

/** The same where there is no frame around it. */
export function AppCrash() {
  return (
    <main className={useStyles().centre}>
      <PageCrash />
    </main>
  );
}

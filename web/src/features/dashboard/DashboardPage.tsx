/** The first page: what is owed, late and collected, how it went over the year, and what needs a hand. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { DocumentAdd20Regular, PersonAdd20Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useSignedIn } from '../../session/current.ts';
import { FROM_1024 } from '../../shared/layout/breakpoints.ts';
import { LinkButton } from '../../shared/layout/links.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { Activity } from './Activity.tsx';
import { Attention } from './Attention.tsx';
import { Kpis } from './Kpis.tsx';
import { dashboardQuery } from './queries.ts';

const Charts = lazy(async () => ({ default: (await import('./Charts.tsx')).Charts }));

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingHorizontalXL },
  columns: {
    display: 'grid',
    gap: tokens.spacingHorizontalXL,
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [FROM_1024]: { gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 2fr)' },
  },
});

export function DashboardPage() {
  const styles = useStyles();
  const { can } = useSignedIn();
  const query = useQuery(dashboardQuery);
  const dashboard = query.data;
  return (
    <>
      <PageHeader
        title="Dashboard"
        actions={
          <>
            {can('patients.write') && (
              <LinkButton to="/staff/patients?add=yes" icon={<PersonAdd20Regular />}>
                Add patient
              </LinkButton>
            )}
            {can('invoices.write') && (
              <LinkButton to="/staff/invoices/new" appearance="primary" icon={<DocumentAdd20Regular />}>
                New invoice
              </LinkButton>
            )}
          </>
        }
      />
      {query.isPending && <LoadingRows label="Loading the dashboard" />}
      {query.isError && !dashboard && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {dashboard && (
        <div className={styles.root}>
          <Kpis dashboard={dashboard} />
          <div className={styles.columns}>
            <Attention attention={dashboard.attention} />
            <Activity activity={dashboard.activity} />
          </div>
          {/* Last, so that nothing moves when they arrive. */}
          <Suspense fallback={<LoadingRows label="Loading the charts" />}>
            <Charts months={dashboard.months} currency={dashboard.currency} />
          </Suspense>
        </div>
      )}
    </>
  );
}

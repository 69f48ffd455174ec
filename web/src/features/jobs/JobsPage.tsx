/** All jobs, the newest first: who started what, and how far it is. */
import { makeStyles, tokens } from '@fluentui/react-components';
import * as z from 'zod';
import type { Job } from '../../../../functions/contracts/jobs.ts';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { EmptyState } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager, pageFields } from '../../shared/lists/Pager.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { ACTION_WORDS, progressInWords, STATE_WORDS } from '../../shared/text/job-words.ts';
import { useJobs } from './queries.ts';

const useStyles = makeStyles({ card: { display: 'grid', gap: tokens.spacingVerticalXS } });

const addressSchema = z.object(pageFields);

function JobTable({ jobs }: { jobs: readonly Job[] }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const name = (job: Job) => <AppLink to={`/staff/jobs/${job.id}`}>{ACTION_WORDS[job.action]}</AppLink>;
  const started = (job: Job) => formatInstant(job.created_at, clinic.time_zone);
  const columns: Column<Job>[] = [
    { header: 'Job', cell: name, rowHeader: true },
    { header: 'State', cell: (job) => STATE_WORDS[job.state] },
    { header: 'Progress', cell: progressInWords },
    { header: 'Started by', cell: (job) => job.staff_name, dropOrder: 1 },
    { header: 'Started', cell: started, nowrap: true },
  ];
  return (
    <DataTable
      caption="Jobs"
      columns={columns}
      rows={jobs}
      rowKey={({ id }) => id}
      card={(job) => (
        <div className={styles.card}>
          {name(job)}
          <span>
            {STATE_WORDS[job.state]}: {progressInWords(job)}
          </span>
          <span>
            <bdi>{job.staff_name}</bdi>, {started(job)}
          </span>
        </div>
      )}
    />
  );
}

export function JobsPage() {
  const [address, change] = useUrlState(addressSchema);
  const jobs = useJobs({ cursor: address.cursor, limit: address.limit });
  return (
    <>
      <PageHeader title="Jobs" back={{ to: '/staff/invoices', label: 'Invoices' }} />
      <ListBody
        query={jobs}
        what="jobs"
        filtered={address.cursor !== undefined}
        onClear={() => change({ cursor: undefined })}
        empty={<EmptyState title="No jobs yet">Select invoices in their list to start one.</EmptyState>}
        pager={(nextCursor) => <Pager state={address} nextCursor={nextCursor} onChange={change} />}
      >
        {(rows) => <JobTable jobs={rows} />}
      </ListBody>
    </>
  );
}

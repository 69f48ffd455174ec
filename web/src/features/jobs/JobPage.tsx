/** One job: how far it is, and what became of each of its invoices. */
import { Button, makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useParams } from 'react-router';
import * as z from 'zod';
import type { Job, JobItem } from '../../../../functions/contracts/jobs.ts';
import { jobsApi } from '../../api/jobs-api.ts';
import { withProof } from '../../api/step-up.ts';
import { session, useSignedIn } from '../../session/current.ts';
import { saveFile } from '../../shared/inputs/save-file.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager, pageFields } from '../../shared/lists/Pager.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { ACTION_WORDS, ITEM_WORDS, progressInWords, STATE_WORDS } from '../../shared/text/job-words.ts';
import { useJobItems, useProgress } from './queries.ts';

const useStyles = makeStyles({
  progress: { display: 'grid', gap: tokens.spacingVerticalS, marginBottom: tokens.spacingVerticalL },
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
});

const addressSchema = z.object(pageFields);

function JobActions({ job }: { job: Job }) {
  const { can } = useSignedIn();
  const { id } = job;
  const changes = [KEYS.jobs, KEYS.invoiceLists];
  const failed = 'This was not done';
  const stop = useAction({ act: () => jobsApi.stop({ id }), changes, done: 'The job was stopped', failed });
  const retry = useAction({ act: () => jobsApi.retry({ id }), changes, done: 'Trying again', failed });
  if (!can('invoices.write')) return null;
  if (job.state === 'running') {
    return (
      <Button disabledFocusable={stop.isPending} onClick={() => stop.mutate()}>
        Stop
      </Button>
    );
  }
  if (job.failed === 0) return null;
  return (
    <Button disabledFocusable={retry.isPending} onClick={() => retry.mutate()}>
      Retry {job.failed} failed
    </Button>
  );
}

/** The ZIP, for whoever started the job or an admin, until it is deleted. */
function SaveZip({ job }: { job: Job }) {
  const { clinic, staff } = useSignedIn();
  const save = useAction({
    act: () =>
      withProof(() =>
        saveFile(session.send(`/api/v1/jobs/${job.id}/download`, { method: 'GET' }), 'invoices.zip'),
      ),
    changes: [],
    done: 'The ZIP was saved',
    failed: 'The ZIP was not saved',
  });
  const until = job.download_until;
  if (until === null || (job.staff_id !== staff.id && staff.role !== 'admin')) return null;
  if (new Date(until) <= new Date()) return <div>The PDFs of this job were deleted.</div>;
  return (
    <div>
      <Button appearance="primary" disabledFocusable={save.isPending} onClick={() => save.mutate()}>
        Save ZIP
      </Button>{' '}
      until {formatInstant(until, clinic.time_zone)}
    </div>
  );
}

function Progress({ job }: { job: Job }) {
  const { clinic } = useSignedIn();
  return (
    <div className={useStyles().progress}>
      <ProgressBar value={job.items - job.waiting} max={job.items} aria-label="Progress" />
      <div role="status">
        <strong>{STATE_WORDS[job.state]}.</strong> {progressInWords(job)}.
      </div>
      <div>
        Started by <bdi>{job.staff_name}</bdi>, {formatInstant(job.created_at, clinic.time_zone)}.
        {job.state === 'running' && ' It goes on when you leave this page.'}
      </div>
      <SaveZip job={job} />
    </div>
  );
}

const invoiceLink = ({ invoice_id, invoice_number }: JobItem) =>
  invoice_id ? (
    <AppLink to={`/staff/invoices/${invoice_id}`}>{invoice_number ?? 'Draft'}</AppLink>
  ) : (
    'Deleted draft'
  );

const COLUMNS: Column<JobItem>[] = [
  { header: 'Invoice', cell: invoiceLink, rowHeader: true, nowrap: true },
  { header: 'Patient', cell: (item) => item.patient_name },
  { header: 'Outcome', cell: (item) => ITEM_WORDS[item.state], nowrap: true },
  { header: 'Reason', cell: (item) => item.reason ?? '' },
];

function ItemTable({ items }: { items: readonly JobItem[] }) {
  const styles = useStyles();
  return (
    <DataTable
      caption="Invoices of this job"
      columns={COLUMNS}
      rows={items}
      rowKey={({ position }) => String(position)}
      card={(item) => (
        <div className={styles.card}>
          {invoiceLink(item)}
          <bdi>{item.patient_name}</bdi>
          <span>
            {ITEM_WORDS[item.state]} {item.reason && <bdi>{item.reason}</bdi>}
          </span>
        </div>
      )}
    />
  );
}

/** What the job has done is read again when it ends, here and in the lists of invoices. */
function useReadAtEnd(state: Job['state'] | undefined): void {
  const cache = useQueryClient();
  useEffect(() => {
    if (state === undefined || state === 'running') return;
    void cache.invalidateQueries({ queryKey: [...KEYS.jobs, 'items'] });
    void cache.invalidateQueries({ queryKey: KEYS.invoices });
  }, [state, cache]);
}

export function JobPage() {
  const { id = '' } = useParams();
  const [address, change] = useUrlState(addressSchema);
  const progress = useProgress(id);
  const items = useJobItems(id, { cursor: address.cursor, limit: address.limit });
  const job = progress.data;
  useReadAtEnd(job?.state);
  if (progress.isPending) return <LoadingRows label="Loading the job" />;
  if (!job) return <ErrorState error={progress.error} onRetry={() => void progress.refetch()} />;
  return (
    <>
      <PageHeader
        title={ACTION_WORDS[job.action]}
        back={{ to: '/staff/jobs', label: 'Jobs' }}
        actions={<JobActions job={job} />}
      />
      <Progress job={job} />
      <ListBody
        query={items}
        what="invoices"
        filtered={address.cursor !== undefined}
        onClear={() => change({ cursor: undefined })}
        empty={<EmptyState title="No invoices" />}
        pager={(nextCursor) => <Pager state={address} nextCursor={nextCursor} onChange={change} />}
      >
        {(rows) => <ItemTable items={rows} />}
      </ListBody>
    </>
  );
}

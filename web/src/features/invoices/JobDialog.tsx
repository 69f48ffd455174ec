/** What a job would do to each of the chosen invoices, before it is started. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type * as z from 'zod';
import type { JobPreviewItem, JobSelection, jobs } from '../../../../functions/contracts/jobs.ts';
import { jobsApi } from '../../api/jobs-api.ts';
import { ActionDialog } from '../../shared/layout/ActionDialog.tsx';
import { AppLink } from '../../shared/layout/links.tsx';
import { LoadingRows } from '../../shared/layout/states.tsx';
import { Money } from '../../shared/money/Money.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import { ACTION_WORDS } from '../../shared/text/job-words.ts';

type Preview = z.output<typeof jobs.preview.reply>;

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gap: tokens.spacingVerticalS,
    margin: 0,
    paddingInlineStart: tokens.spacingHorizontalL,
  },
  scroll: { maxHeight: '40vh', overflowY: 'auto', overflowWrap: 'anywhere' },
});

function PreviewItem({ item }: { item: JobPreviewItem }) {
  return (
    <li>
      <AppLink to={`/staff/invoices/${item.invoice_id}`}>{item.invoice_number ?? 'Draft'}</AppLink>,{' '}
      <bdi>{item.patient_name}</bdi>
      {item.currency && item.total_amount_cents !== null && (
        <>
          , <Money cents={item.total_amount_cents} currency={item.currency} />
        </>
      )}
      {item.reason && (
        <>
          {': '}
          <bdi>{item.reason}</bdi>
        </>
      )}
    </li>
  );
}

function Items({ title, items }: { title: string; items: readonly JobPreviewItem[] }) {
  const styles = useStyles();
  if (items.length === 0) return null;
  return (
    <>
      <strong>{title}</strong>
      <ul className={styles.list}>
        {items.map((item) => (
          <PreviewItem key={item.invoice_id} item={item} />
        ))}
      </ul>
    </>
  );
}

function PreviewText({ preview }: { preview: Preview }) {
  const refused = preview.data.filter(({ code }) => code !== null);
  const ready = preview.data.filter(({ code }) => code === null);
  return (
    <>
      <p>
        {preview.ready} of {preview.items} can be done
        {preview.totals.map(({ currency, amount_cents }) => (
          <span key={currency}>
            , <Money cents={amount_cents} currency={currency} />
          </span>
        ))}
        .
      </p>
      <section className={useStyles().scroll} aria-label="What happens to each invoice">
        <Items title={`Not possible (${refused.length})`} items={refused} />
        <Items title={`Will be done (${ready.length})`} items={ready} />
      </section>
    </>
  );
}

export function JobDialog({ selection, onClose }: { selection: JobSelection; onClose: () => void }) {
  const navigate = useNavigate();
  const preview = useQuery({
    queryKey: [...KEYS.jobs, 'preview', selection],
    queryFn: ({ signal }) => jobsApi.preview(selection, { signal }),
    gcTime: 0,
    retry: false,
  });
  const ready = preview.data?.ready ?? 0;
  const start = useAction({
    act: () => jobsApi.create({ ...selection, expected_items: preview.data?.items }),
    changes: [KEYS.jobs],
    onDone: ({ id }) => navigate(`/staff/jobs/${id}`),
  });
  return (
    <ActionDialog
      open
      title={`${ACTION_WORDS[selection.action]}?`}
      action={`${ACTION_WORDS[selection.action]} (${ready})`}
      busy={preview.isPending || start.isPending}
      error={preview.error ?? start.error}
      onAct={() => ready > 0 && start.mutate()}
      onClose={onClose}
    >
      {preview.isPending && <LoadingRows label="Looking at each invoice" />}
      {preview.data && <PreviewText preview={preview.data} />}
    </ActionDialog>
  );
}

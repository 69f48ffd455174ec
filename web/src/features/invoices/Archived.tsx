/** What the page of an archived invoice says about that, and its way back for admins. */
import { Button } from '@fluentui/react-components';
import { ArrowUndo20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import type { ArchiveProblem } from '../../../../functions/domain/archive.ts';
import { adminApi } from '../../api/admin-api.ts';
import { useSignedIn } from '../../session/current.ts';
import { formatInstantDay } from '../../shared/text/dates.ts';
import { LazyActionDialog } from '../../shared/layout/LazyActionDialog.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import type { Invoice } from './queries.ts';

const PROBLEMS: Record<ArchiveProblem, { title: string; text: string }> = {
  bundle_missing: {
    title: 'The bundle of this invoice is missing',
    text: 'Its amounts are in the books, its lines are not in storage. An admin can bring the bundle back from a backup.',
  },
  bundle_damaged: {
    title: 'The bundle of this invoice is damaged',
    text: 'It is not what was written, so nothing of it is shown. An admin can bring the bundle back from a backup.',
  },
  bundle_unreadable: {
    title: 'The patient was erased',
    text: 'The lines of this invoice cannot be read any more. Its amounts stay in the books.',
  },
  details_purged: {
    title: 'The details of this invoice were purged',
    text: 'Their time of retention is over. Its amounts stay in the books.',
  },
  storage_away: {
    title: 'The lines cannot be shown at the moment',
    text: 'The storage of the archive does not answer. Load the page again in a while.',
  },
};

export function Archived({ invoice, className }: { invoice: Invoice; className?: string }) {
  const { clinic, can } = useSignedIn();
  const [asking, setAsking] = useState(false);
  const restore = useAction({
    act: (id: string) => adminApi.archives.restore({ id }),
    changes: [KEYS.invoices, KEYS.archives],
    done: `${invoice.invoice_number} is restored`,
    onDone: () => setAsking(false),
  });
  const { archive, archived_at: since } = invoice;
  if (!archive || !since) return null;
  const problem = archive.problem && PROBLEMS[archive.problem];
  return (
    <>
      <Notice
        {...(className ? { className } : {})}
        intent={problem ? 'warning' : 'info'}
        title={problem ? problem.title : `In the archive since ${formatInstantDay(since, clinic.time_zone)}`}
      >
        {problem ? problem.text : 'Its lines are shown from its bundle. Patients’ links to it have ended.'}
        {can('archive.manage') && !problem && (
          <Button
            size="small"
            icon={<ArrowUndo20Regular />}
            data-print="hide"
            onClick={() => setAsking(true)}
          >
            Restore
          </Button>
        )}
      </Notice>
      {asking && (
        <LazyActionDialog
          open
          title={`Restore ${invoice.invoice_number}?`}
          action={`Restore ${invoice.invoice_number}`}
          busy={restore.isPending}
          error={restore.error}
          onAct={() => restore.mutate(archive.id)}
          onClose={() => setAsking(false)}
        >
          <p>
            Its lines, messages and links come back into the database as they were. Links that have not ended
            work again.
          </p>
        </LazyActionDialog>
      )}
    </>
  );
}

/** The bundles, each with its hash and what can be done with it. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowDownload20Regular, ArrowUndo20Regular, ShieldCheckmark20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import { adminApi } from '../../api/admin-api.ts';
import { useSignedIn } from '../../session/current.ts';
import { formatBytes } from '../../shared/text/bytes.ts';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { formatInstant } from '../../shared/text/dates.ts';
import { LazyActionDialog } from '../../shared/layout/LazyActionDialog.tsx';
import { AppLink } from '../../shared/layout/links.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { Badge, type Tone } from '../../shared/lists/StatusBadge.tsx';
import { saveFile } from '../../shared/inputs/save-file.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import type { Archive } from './queries.ts';

const useStyles = makeStyles({
  hash: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS },
  card: { display: 'grid', gap: tokens.spacingVerticalS },
  between: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalS,
  },
});

const LOOKS: Record<Archive['state'], { tone: Tone; word: string }> = {
  written: { tone: 'warning', word: 'Being archived' },
  archived: { tone: 'brand', word: 'In the archive' },
  restored: { tone: 'neutral', word: 'Restored' },
  abandoned: { tone: 'neutral', word: 'Given up' },
};

/** The text that was signed, and the signature over exactly that text. */
const manifestFile = ({ manifest, signature }: Archive): Response =>
  new Response(JSON.stringify({ manifest, signature }), { headers: { 'content-type': 'application/json' } });

type BundleProps = { archive: Archive };

const Invoice = ({ archive }: BundleProps) => {
  const styles = useStyles();
  return (
    <>
      <AppLink to={`/staff/invoices/${archive.invoice_id}`}>{archive.invoice_number}</AppLink>
      <div className={styles.quiet}>
        <bdi>{archive.patient_name}</bdi>
      </div>
    </>
  );
};

const State = ({ archive }: BundleProps) => (
  <Badge tone={archive.purged_at ? 'danger' : LOOKS[archive.state].tone}>
    {archive.purged_at ? 'Details purged' : LOOKS[archive.state].word}
  </Badge>
);

function Actions({ archive, onRestore }: BundleProps & { onRestore: (archive: Archive) => void }) {
  const styles = useStyles();
  const verify = useAction({
    act: () => adminApi.archives.verify({ id: archive.id }),
    changes: [],
    done: ({ invoice_number }) => `Archive of ${invoice_number} verified`,
    failed: `The bundle of ${archive.invoice_number} did not pass`,
  });
  if (archive.state !== 'archived' || archive.purged_at !== null) return null;
  return (
    <div className={styles.actions}>
      <Button
        size="small"
        icon={<ShieldCheckmark20Regular />}
        aria-label={`Verify ${archive.invoice_number}`}
        disabledFocusable={verify.isPending}
        onClick={() => verify.mutate()}
      >
        Verify
      </Button>
      <Button
        size="small"
        icon={<ArrowUndo20Regular />}
        aria-label={`Restore ${archive.invoice_number}`}
        onClick={() => onRestore(archive)}
      >
        Restore
      </Button>
      <Button
        size="small"
        appearance="subtle"
        icon={<ArrowDownload20Regular />}
        aria-label={`Download the signed manifest of ${archive.invoice_number}`}
        onClick={() =>
          void saveFile(Promise.resolve(manifestFile(archive)), `${archive.invoice_number}.manifest.json`)
        }
      >
        Manifest
      </Button>
    </div>
  );
}

function RestoreDialog({ archive, onClose }: BundleProps & { onClose: () => void }) {
  const restore = useAction({
    act: () => adminApi.archives.restore({ id: archive.id }),
    changes: [KEYS.archives, KEYS.invoices],
    done: ({ invoice_number }) => `${invoice_number} is restored`,
    onDone: onClose,
  });
  return (
    <LazyActionDialog
      open
      title={`Restore ${archive.invoice_number}?`}
      action={`Restore ${archive.invoice_number}`}
      busy={restore.isPending}
      error={restore.error}
      onAct={() => restore.mutate()}
      onClose={onClose}
    >
      <p>
        Its lines, messages and links come back into the database as they were. Links that have not ended work
        again.
      </p>
    </LazyActionDialog>
  );
}

export function ArchiveList({ archives }: { archives: readonly Archive[] }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const [restoring, setRestoring] = useState<Archive>();
  const when = (archive: Archive) =>
    formatInstant(archive.archived_at ?? archive.written_at, clinic.time_zone);
  const hash = (archive: Archive) => <span className={styles.hash}>{archive.sha256}</span>;
  const actions = (archive: Archive) => <Actions archive={archive} onRestore={setRestoring} />;
  const columns: Column<Archive>[] = [
    { header: 'Invoice', cell: (archive) => <Invoice archive={archive} />, rowHeader: true },
    { header: 'State', cell: (archive) => <State archive={archive} /> },
    { header: 'Archived', cell: when },
    { header: 'SHA-256', cell: hash, dropOrder: 1 },
    { header: 'Size', cell: (archive) => formatBytes(archive.bytes), end: true },
    { header: 'Actions', cell: actions },
  ];
  return (
    <>
      <DataTable
        caption="Bundles"
        columns={columns}
        rows={archives}
        rowKey={(archive) => archive.id}
        card={(archive) => (
          <div className={styles.card}>
            <div className={styles.between}>
              <div>
                <Invoice archive={archive} />
              </div>
              <State archive={archive} />
            </div>
            <div className={styles.quiet}>
              {when(archive)}, {formatBytes(archive.bytes)}
            </div>
            {hash(archive)}
            {actions(archive)}
          </div>
        )}
      />
      {restoring && <RestoreDialog archive={restoring} onClose={() => setRestoring(undefined)} />}
    </>
  );
}

/** The rule of the archive, how many invoices it would take now, and how far it is with them. */
import { Button, makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import { Archive20Regular } from '@fluentui/react-icons';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Facts } from '../../shared/layout/Facts.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { formatBytes } from '../../shared/text/bytes.ts';
import { type Due, useDue } from './queries.ts';
import { daysInWords, invoicesInWords } from './words.ts';

/** Loaded when someone archives by hand. */
const RunDialog = lazy(async () => ({ default: (await import('./RunDialog.tsx')).RunDialog }));

/** So long without one invoice more, and the page stops waiting: the work goes on, or an alert says why not. */
const PATIENCE_MILLISECONDS = 60_000;

const useStyles = makeStyles({
  text: { marginBottom: tokens.spacingVerticalM, maxWidth: '72ch' },
  progress: { display: 'grid', gap: tokens.spacingVerticalXS, marginTop: tokens.spacingVerticalL },
});

type PolicyProps = { working: boolean; onWorking: (working: boolean) => void };

export function Policy({ working, onWorking }: PolicyProps) {
  const due = useDue(working);
  const [asking, setAsking] = useState(false);
  const [asked, setAsked] = useState(0);
  const { data } = due;
  return (
    <Panel
      title="What goes to the archive"
      actions={
        data &&
        data.invoices > 0 &&
        !working && (
          <Button appearance="primary" icon={<Archive20Regular />} onClick={() => setAsking(true)}>
            Archive {invoicesInWords(data.invoices)} now
          </Button>
        )
      }
    >
      {due.isPending && <LoadingRows rows={4} label="Loading the rule" />}
      {due.isError && !data && <ErrorState error={due.error} onRetry={() => void due.refetch()} />}
      {data && (
        <>
          <Rule due={data} />
          <Facts
            pairs
            facts={[
              ['Old enough now', invoicesInWords(data.invoices)],
              [
                'In the archive',
                `${invoicesInWords(data.archived.invoices)}, ${formatBytes(data.archived.bytes)}`,
              ],
            ]}
          />
          {working && <Progress due={data} asked={asked} onWorking={onWorking} />}
        </>
      )}
      {asking && data && (
        <Suspense>
          <RunDialog
            due={data}
            onClose={() => setAsking(false)}
            onStarted={(invoices) => {
              setAsked(invoices);
              setAsking(false);
              onWorking(true);
            }}
          />
        </Suspense>
      )}
    </Panel>
  );
}

/** What the archive takes, and what of it stays. */
function Rule({ due }: { due: Due }) {
  const styles = useStyles();
  if (!due.enabled) {
    return (
      <Notice intent="info" title="The archive is switched off">
        No invoice goes to the archive until an admin switches it on in the settings.
      </Notice>
    );
  }
  return (
    <p className={styles.text}>
      Every night, invoices that were paid in full or cancelled {daysInWords(due.after_days)} ago go into an
      encrypted bundle. Their lines, messages and links leave the database; number, amounts, payments and
      books stay, and the page of the invoice shows the lines from the bundle. Patients’ links to it end.
    </p>
  );
}

type ProgressProps = { due: Due; asked: number; onWorking: (working: boolean) => void };

function Progress({ due, asked, onWorking }: ProgressProps) {
  const styles = useStyles();
  const toasts = useToasts();
  const done = Math.max(0, asked - due.invoices);
  useEffect(() => {
    if (due.invoices === 0) {
      toasts.success(`${invoicesInWords(asked)} went to the archive`);
      onWorking(false);
      return undefined;
    }
    const timer = setTimeout(() => onWorking(false), PATIENCE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [due.invoices, asked, onWorking, toasts]);
  const words = `${done} of ${invoicesInWords(asked)} archived`;
  return (
    <div className={styles.progress}>
      <ProgressBar aria-label={words} value={asked === 0 ? 0 : done / asked} />
      <div role="status">{words}. You can leave this page.</div>
    </div>
  );
}

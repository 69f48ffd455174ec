/** Invoices that are selected in their list, and what can be done to all of them at once. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import type { JobSelection } from '../../../../functions/contracts/jobs.ts';
import type { JobAction } from '../../../../functions/domain/job.ts';

const JobDialog = lazy(async () => ({ default: (await import('./JobDialog.tsx')).JobDialog }));

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    padding: tokens.spacingVerticalS,
    marginBlock: tokens.spacingVerticalS,
    backgroundColor: tokens.colorNeutralBackground2,
    borderRadius: tokens.borderRadiusMedium,
  },
});

type Filter = NonNullable<JobSelection['filter']>;

type SelectionBarProps = {
  selected: readonly string[];
  /** The list's filter, which stands for all that match. */
  filter: Filter;
  all: boolean;
  onAll: () => void;
  onClear: () => void;
};

const ACTIONS: readonly { action: JobAction; label: string }[] = [
  { action: 'issue', label: 'Issue' },
  { action: 'send', label: 'Send' },
  { action: 'remind', label: 'Remind' },
  { action: 'download', label: 'Download PDFs' },
];

export function SelectionBar({ selected, filter, all, onAll, onClear }: SelectionBarProps) {
  const styles = useStyles();
  const [action, setAction] = useState<JobAction>();
  if (selected.length === 0 && !all) return null;
  const chosen = all ? { filter } : { invoice_ids: [...selected] };
  return (
    <div className={styles.bar} role="toolbar" aria-label="Selected invoices">
      <span role="status">{all ? 'All that match are selected' : `${selected.length} selected`}</span>
      {ACTIONS.map((each) => (
        <Button key={each.action} onClick={() => setAction(each.action)}>
          {each.label}
        </Button>
      ))}
      {!all && (
        <Button appearance="subtle" onClick={onAll}>
          Select all that match
        </Button>
      )}
      <Button appearance="subtle" onClick={onClear}>
        Clear selection
      </Button>
      {action && (
        <Suspense>
          <JobDialog selection={{ action, ...chosen }} onClose={() => setAction(undefined)} />
        </Suspense>
      )}
    </div>
  );
}

/** Which invoices are selected; another filter or page begins anew where `key` changes. */
export function useSelection(key: string) {
  const [state, setState] = useState<{ key: string; ids: readonly string[]; all: boolean }>();
  const current = state?.key === key ? state : undefined;
  const ids = current?.ids ?? [];
  const all = current?.all ?? false;
  return {
    ids,
    all,
    toggle: (id: string) =>
      setState({ key, all: false, ids: ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id] }),
    selectAll: () => setState({ key, ids: [], all: true }),
    clear: () => setState(undefined),
  };
}

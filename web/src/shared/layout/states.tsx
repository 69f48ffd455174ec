/** What a page shows instead of its content: loading, nothing yet, nothing found, an error, no permission. */
import { Button, makeStyles, mergeClasses, Skeleton, SkeletonItem, tokens } from '@fluentui/react-components';
import { BoxMultiple24Regular, LockClosed48Regular, SearchInfo24Regular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { detailOf, Problem } from '../../api/problem.ts';
import { useAfter } from '../inputs/use-debounced.ts';
import { Notice } from './Notice.tsx';

const useStyles = makeStyles({
  rows: { display: 'grid', gap: tokens.spacingVerticalM, padding: `${tokens.spacingVerticalM} 0` },
  unseen: { visibility: 'hidden' },
  state: {
    display: 'grid',
    justifyItems: 'center',
    textAlign: 'center',
    gap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalL}`,
    color: tokens.colorNeutralForeground2,
  },
  icon: { color: tokens.colorBrandForeground1 },
  action: { marginTop: tokens.spacingVerticalS, display: 'flex', gap: tokens.spacingHorizontalS },
  request: { fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
});

/** Grey rows in place of what is loading, after a short moment so that fast answers do not flicker. */
export function LoadingRows({ rows = 5, label = 'Loading' }: { rows?: number; label?: string }) {
  const styles = useStyles();
  const shown = useAfter(150);
  return (
    <div aria-busy="true" role="status" aria-label={label}>
      {/* They take their room from the start: what stands below must not move when they appear. */}
      <Skeleton className={mergeClasses(styles.rows, !shown && styles.unseen)} aria-hidden="true">
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
          <SkeletonItem key={row} size={32} />
        ))}
      </Skeleton>
    </div>
  );
}

type EmptyProps = { title: string; children?: ReactNode; action?: ReactNode };

/** Nothing is there yet; says what to do first. */
export function EmptyState({ title, children, action }: EmptyProps) {
  const styles = useStyles();
  return (
    <div className={styles.state}>
      <BoxMultiple24Regular className={styles.icon} aria-hidden="true" />
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}

/** The filters leave nothing. */
export function NoMatch({ what, onClear }: { what: string; onClear: () => void }) {
  const styles = useStyles();
  return (
    <div className={styles.state}>
      <SearchInfo24Regular className={styles.icon} aria-hidden="true" />
      <h2>No {what} match</h2>
      <p>Try another word, or fewer filters.</p>
      <div className={styles.action}>
        <Button onClick={onClear}>Clear filters</Button>
      </div>
    </div>
  );
}

export function NoPermission({ what }: { what: string }) {
  const styles = useStyles();
  return (
    <div className={styles.state}>
      <LockClosed48Regular className={styles.icon} aria-hidden="true" />
      <h2>You don’t have access to {what}</h2>
      <p>Ask an administrator of the clinic.</p>
    </div>
  );
}

type ErrorStateProps = { error: unknown; title?: string; onRetry?: () => void };

/** What failed, with the request's id for support and a way to try again. */
export function ErrorState({ error, title = 'This could not be loaded', onRetry }: ErrorStateProps) {
  const styles = useStyles();
  if (error instanceof Problem && error.status === 403) return <NoPermission what="this page" />;
  const requestId = error instanceof Problem ? error.request_id : undefined;
  return (
    <Notice intent="error">
      <strong>{title}</strong>
      {detailOf(error)}
      {requestId && <div className={styles.request}>Request {requestId}</div>}
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </Notice>
  );
}

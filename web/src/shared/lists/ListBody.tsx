/** The body of a list in each of its states: loading, failed, empty, without match, or rows with a pager. */
import { makeStyles, ProgressBar } from '@fluentui/react-components';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState, LoadingRows, NoMatch } from '../layout/states.tsx';
import { VISUALLY_HIDDEN } from '../layout/visually-hidden.ts';

const useStyles = makeStyles({
  refetch: { height: '3px' },
  old: { opacity: 0.6 },
  status: VISUALLY_HIDDEN,
});

type Page<T> = { data: T[]; next_cursor: string | null };

type ListBodyProps<T> = {
  query: UseQueryResult<Page<T>>;
  /** What the rows are, in the plural: `patients`. */
  what: string;
  filtered: boolean;
  onClear: () => void;
  empty: ReactNode;
  children: (rows: T[]) => ReactNode;
  pager: (nextCursor: string | null) => ReactNode;
};

export function ListBody<T>({ query, what, filtered, onClear, empty, children, pager }: ListBodyProps<T>) {
  const styles = useStyles();
  if (query.isPending) return <LoadingRows label={`Loading ${what}`} />;
  if (query.isError && !query.data)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { data, next_cursor } = query.data ?? { data: [], next_cursor: null };
  const replacing = query.isPlaceholderData;
  return (
    <>
      <div className={styles.status} role="status">
        {replacing ? '' : `${data.length}${next_cursor ? ' or more' : ''} ${what}`}
      </div>
      <div className={styles.refetch}>{replacing && <ProgressBar aria-label={`Loading ${what}`} />}</div>
      {data.length === 0 && (filtered ? <NoMatch what={what} onClear={onClear} /> : empty)}
      {data.length > 0 && (
        <div className={replacing ? styles.old : undefined} aria-busy={replacing}>
          {children(data)}
          {pager(next_cursor)}
        </div>
      )}
    </>
  );
}

/** Stands in for a form while what it needs is loaded, and says so when there is nothing for the form to do. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ActionDialog } from './ActionDialog.tsx';
import { ErrorState, LoadingRows } from './states.tsx';

type LoadingDialogProps = {
  title: string;
  query: Pick<UseQueryResult, 'isPending' | 'isError' | 'isFetching' | 'error' | 'refetch'>;
  /** Names what is loaded to a screen reader. */
  loading: string;
  onClose: () => void;
  /** Why there is no form, once it is known. */
  children?: ReactNode;
};

export function LoadingDialog({ title, query, loading, onClose, children }: LoadingDialogProps) {
  return (
    <ActionDialog
      open
      title={title}
      action="Close"
      stay="Back"
      busy={false}
      error={null}
      onAct={onClose}
      onClose={onClose}
    >
      {(query.isPending || query.isFetching) && <LoadingRows rows={2} label={loading} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {children}
    </ActionDialog>
  );
}

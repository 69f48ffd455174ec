/** Where the person at the screen is signed in, and how to end what should not be. */
import { Button } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { adminApi } from '../../api/office.ts';
import { Panel } from '../../shared/layout/Panel.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { SessionTable } from '../../shared/lists/SessionTable.tsx';
import { useSessions } from './queries.ts';

export function SessionsPanel() {
  const toasts = useToasts();
  const cache = useQueryClient();
  const query = useSessions();
  const after = (text: string) => ({
    onSuccess: () => toasts.success(text),
    onError: (error: unknown) => toasts.error('Nothing was ended', error),
    onSettled: () => cache.invalidateQueries({ queryKey: ['sessions'] }),
  });
  const end = useMutation({
    mutationFn: (id: string) => adminApi.sessions.end({ id }),
    ...after('The session has ended'),
  });
  const endOthers = useMutation({
    mutationFn: () => adminApi.sessions.endOthers({}),
    ...after('You are signed out everywhere else'),
  });
  const others = query.data?.data.some((session) => !session.current) ?? false;
  return (
    <Panel
      title="Where you are signed in"
      actions={
        others && (
          <Button disabledFocusable={endOthers.isPending} onClick={() => endOthers.mutate()}>
            Sign out everywhere else
          </Button>
        )
      }
    >
      {query.isPending && <LoadingRows rows={2} label="Loading your sessions" />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <SessionTable
          sessions={query.data.data}
          ending={end.isPending ? end.variables : undefined}
          onEnd={({ id }) => end.mutate(id)}
        />
      )}
    </Panel>
  );
}

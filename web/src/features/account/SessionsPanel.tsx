/** Where the person at the screen is signed in, and how to end what should not be. */
import { Button } from '@fluentui/react-components';
import { adminApi } from '../../api/admin-api.ts';
import { Panel } from '../../shared/layout/Panel.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { SessionTable } from '../../shared/lists/SessionTable.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { useAction } from '../../shared/queries/use-action.ts';
import { useSessions } from './queries.ts';

export function SessionsPanel() {
  const query = useSessions();
  const reread = { changes: [KEYS.sessions], failed: 'Nothing was ended' };
  const end = useAction({
    act: (id: string) => adminApi.sessions.end({ id }),
    done: 'The session has ended',
    ...reread,
  });
  const endOthers = useAction({
    act: () => adminApi.sessions.endOthers({}),
    done: 'You are signed out everywhere else',
    ...reread,
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

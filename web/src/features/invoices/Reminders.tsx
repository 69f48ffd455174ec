/** When the patient is reminded next, or why not, and a way to stop it for this invoice. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Pause16Regular, Play16Regular } from '@fluentui/react-icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { moneyApi } from '../../api/money.ts';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { formatDay } from '../../shared/text/dates.ts';
import { CHANNELS } from '../../shared/text/message-words.ts';
import { NO_REMINDER_WORDS } from '../../shared/text/reminder-words.ts';
import type { Invoice } from './queries.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalS, justifyItems: 'start' },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

const sentInWords = (count: number): string =>
  count === 0 ? 'None was sent yet.' : count === 1 ? '1 was sent.' : `${count} were sent.`;

export function Reminders({ invoice }: { invoice: Invoice }) {
  const styles = useStyles();
  const { can } = useSignedIn();
  const cache = useQueryClient();
  const toasts = useToasts();
  const { id, status, balance_cents, due_date } = invoice;
  const queryKey = ['reminders', id];
  const query = useQuery({
    queryKey: [...queryKey, status, balance_cents, due_date],
    queryFn: ({ signal }) => moneyApi.reminders.get({ id }, { signal }),
  });
  const pause = useMutation({
    mutationFn: (paused: boolean) => moneyApi.reminders.pause({ id, paused }),
    onSuccess: async ({ paused }) => {
      await cache.invalidateQueries({ queryKey });
      toasts.success(paused ? 'Reminders are paused' : 'Reminders go on');
    },
    onError: (error) => toasts.error('This could not be changed', error),
  });
  if (query.isPending) return <LoadingRows rows={1} label="Loading reminders" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { next, none_because, channel, sent, paused, declined, patient_id } = query.data;
  return (
    <div className={styles.root}>
      <p role="status">
        {next && channel
          ? `Next on ${formatDay(next.on)}, from ${next.not_before}, by ${CHANNELS[channel]}`
          : none_because && NO_REMINDER_WORDS[none_because]}
      </p>
      <p className={styles.quiet}>{sentInWords(sent)}</p>
      {declined && <AppLink to={`/staff/patients/${patient_id}`}>The patient’s choice</AppLink>}
      {can('messages.send') && (paused || next) && (
        <Button
          size="small"
          data-print="hide"
          icon={paused ? <Play16Regular /> : <Pause16Regular />}
          disabledFocusable={pause.isPending}
          onClick={() => pause.mutate(!paused)}
        >
          {paused ? 'Resume reminders' : 'Pause reminders'}
        </Button>
      )}
    </div>
  );
}

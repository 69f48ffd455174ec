/** When the patient is reminded next, or why not, and a way to stop it for this invoice. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Pause16Regular, Play16Regular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { moneyApi } from '../../api/money.ts';
import { useSignedIn } from '../../session/current.ts';
import { formatDay } from '../../shared/text/dates.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { CHANNELS } from '../../shared/text/message-words.ts';
import { KEYS } from '../../shared/queries/keys.ts';
import { NO_REMINDER_WORDS } from '../../shared/text/reminder-words.ts';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { useAction } from '../../shared/queries/use-action.ts';
import { remindersQuery } from './contact-queries.ts';
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
  const query = useQuery(remindersQuery(invoice));
  const pause = useAction({
    act: (wanted: boolean) => moneyApi.reminders.pause({ id: invoice.id, paused: wanted }),
    changes: [],
    done: ({ paused }) => (paused ? 'Reminders are paused' : 'Reminders go on'),
    onDone: () => cache.invalidateQueries({ queryKey: KEYS.reminders }),
    failed: 'This could not be changed',
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

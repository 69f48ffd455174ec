/** When the patient is reminded next, or why not, and a way to stop it for this invoice. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Pause16Regular, Play16Regular, Send16Regular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { NoReminder } from '../../../../functions/domain/reminder.ts';
import { moneyApi } from '../../api/money.ts';
import { useSignedIn } from '../../session/current.ts';
import { LazyActionDialog } from '../../shared/layout/LazyActionDialog.tsx';
import { AppLink } from '../../shared/layout/links.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import { formatDay } from '../../shared/text/dates.ts';
import { CHANNELS } from '../../shared/text/message-words.ts';
import { NO_REMINDER_WORDS } from '../../shared/text/reminder-words.ts';
import { remindersQuery } from './contact-queries.ts';
import type { Invoice } from './queries.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalS, justifyItems: 'start' },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

const sentInWords = (count: number): string =>
  count === 0 ? 'None was sent yet.' : count === 1 ? '1 was sent.' : `${count} were sent.`;

/** What also speaks against a reminder by hand. */
const WITHOUT_HAND = new Set<NoReminder | null>([
  'switched_off',
  'nothing_owed',
  'paying',
  'disputed',
  'paused',
  'declined',
  'no_address',
]);

function RemindNow({ invoice, channel }: { invoice: Invoice; channel: keyof typeof CHANNELS }) {
  const [asking, setAsking] = useState(false);
  const send = useAction({
    act: () => moneyApi.reminders.send({ id: invoice.id }),
    changes: [KEYS.reminders, KEYS.messages, KEYS.invoices],
    done: 'The reminder is on its way',
    onDone: () => setAsking(false),
  });
  return (
    <>
      <Button size="small" data-print="hide" icon={<Send16Regular />} onClick={() => setAsking(true)}>
        Send a reminder now
      </Button>
      {asking && (
        <LazyActionDialog
          open
          title="Send a reminder now?"
          action="Send reminder"
          busy={send.isPending}
          error={send.error}
          onAct={() => send.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>
            <bdi>{invoice.patient_name}</bdi> is reminded of {invoice.invoice_number} by {CHANNELS[channel]},
            with a fresh link to pay. In the quiet hours it leaves in the morning.
          </p>
        </LazyActionDialog>
      )}
    </>
  );
}

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
      {can('messages.send') && channel && !WITHOUT_HAND.has(none_because) && (
        <RemindNow invoice={invoice} channel={channel} />
      )}
    </div>
  );
}

/** What a patient was sent, and whether they want to be reminded. */
import { makeStyles, Switch, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { moneyApi } from '../../api/money.ts';
import { useSignedIn } from '../../session/current.ts';
import { formatInstantDay } from '../../shared/text/dates.ts';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { MessageTable } from '../../shared/lists/MessageTable.tsx';
import { useMessages } from '../../shared/lists/message-queries.ts';
import { Pager } from '../../shared/lists/Pager.tsx';
import { patientQueries } from '../../shared/queries/patients.ts';
import { KEYS } from '../../shared/queries/keys.ts';
import { EmptyState } from '../../shared/layout/states.tsx';
import { useAction } from '../../shared/queries/use-action.ts';
import type { Patient } from './queries.ts';
import type { PatientTabProps } from './tabs.ts';

const useStyles = makeStyles({
  // Its own margin would set it off from the other facts.
  choice: { marginLeft: '-8px' },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

export function PatientMessages({ patient, page, onPage }: PatientTabProps) {
  const messages = useMessages({ patient_id: patient.id, ...page });
  return (
    <ListBody
      query={messages}
      what="messages"
      filtered={page.cursor !== undefined}
      onClear={() => onPage({ cursor: undefined })}
      empty={<EmptyState title="Nothing was sent yet">Messages go out when an invoice is sent.</EmptyState>}
      pager={(nextCursor) => <Pager state={page} nextCursor={nextCursor} onChange={onPage} />}
    >
      {(rows) => <MessageTable messages={rows} showPatient={false} />}
    </ListBody>
  );
}

/** The patient's choice about reminders; a message that someone sends by hand still goes out. */
export function ReminderChoice({ patient }: { patient: Patient }) {
  const styles = useStyles();
  const { clinic, can } = useSignedIn();
  const cache = useQueryClient();
  const { id, reminders_declined_at: since } = patient;
  const choose = useAction({
    act: (wanted: boolean) => moneyApi.reminders.decline({ id, declined: wanted }),
    changes: [KEYS.reminders],
    done: ({ declined }) => (declined ? 'No more reminders are sent' : 'Reminders are sent again'),
    onDone: () => cache.invalidateQueries({ queryKey: patientQueries.one(id).queryKey }),
    failed: 'This could not be changed',
  });
  return (
    <>
      <Switch
        className={styles.choice}
        label="Send reminders"
        checked={since === null}
        disabledFocusable={!can('messages.send') || choose.isPending}
        onChange={(_, { checked }) => choose.mutate(!checked)}
      />
      {since !== null && (
        <div className={styles.quiet}>
          The patient has wanted none since {formatInstantDay(since, clinic.time_zone)}. Invoices and receipts
          still go out.
        </div>
      )}
    </>
  );
}

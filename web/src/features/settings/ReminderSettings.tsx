/** When patients are reminded, and who would be, when, by the rules as they are saved. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useSignedIn } from '../../session/current.ts';
import { FROM_480 } from '../../shared/layout/breakpoints.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { EmptyState } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager } from '../../shared/lists/Pager.tsx';
import { formatDay } from '../../shared/text/dates.ts';
import { CHANNELS } from '../../shared/text/message-words.ts';
import { NO_REMINDER_WORDS } from '../../shared/text/reminder-words.ts';
import { SwitchSetting, TextSetting } from './fields.tsx';
import { type ReminderPreview, type Settings, useReminderPreview } from './queries.ts';
import { type FieldsProps, SettingsForm } from './SettingsForm.tsx';

/** As far as the preview looks ahead. */
const DAYS = 30;

const useStyles = makeStyles({
  page: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalXL },
  pair: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalL,
    alignItems: 'start',
    [FROM_480]: {
      gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
      columnGap: tokens.spacingHorizontalL,
    },
  },
  card: { display: 'grid', gap: tokens.spacingVerticalXS, justifyItems: 'start' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

function ReminderFields({ control }: FieldsProps<'reminders'>) {
  const styles = useStyles();
  return (
    <>
      <SwitchSetting label="Remind patients of open invoices" control={control} name="enabled" />
      <div className={styles.pair}>
        <TextSetting
          label="Days before the due date"
          hint="Several with commas; empty for none."
          control={control}
          name="days_before"
        />
        <TextSetting
          label="Days after the due date"
          hint="0 is the due date itself."
          control={control}
          name="days_after"
        />
        <TextSetting label="Maximum per invoice" unit="reminders" control={control} name="max_per_invoice" />
        <TextSetting
          label="Minimum days between reminders"
          unit="days"
          control={control}
          name="min_days_between"
        />
        <TextSetting
          label="Quiet hours from"
          type="time"
          hint="No reminders are sent during quiet hours."
          control={control}
          name="quiet_from"
        />
        <TextSetting label="Quiet hours until" type="time" control={control} name="quiet_to" />
      </div>
    </>
  );
}

function Preview() {
  const styles = useStyles();
  const [state, setState] = useState<{ cursor?: string | undefined; limit: string }>({ limit: '25' });
  const query = useReminderPreview({ days: DAYS, limit: Number(state.limit), cursor: state.cursor });
  const what = ({ next, channel, none_because }: ReminderPreview) =>
    next && channel
      ? `${formatDay(next.on)}, from ${next.not_before}, by ${CHANNELS[channel]}`
      : none_because && NO_REMINDER_WORDS[none_because];
  const invoice = (row: ReminderPreview) => (
    <AppLink to={`/staff/invoices/${row.invoice_id}`}>{row.invoice_number}</AppLink>
  );
  const columns: Column<ReminderPreview>[] = [
    { header: 'Invoice', cell: invoice, rowHeader: true, nowrap: true },
    { header: 'Patient', cell: ({ patient_name }) => patient_name },
    { header: 'Due', cell: ({ due_date }) => formatDay(due_date), nowrap: true },
    { header: 'Sent so far', cell: ({ sent }) => sent, end: true },
    { header: 'Next reminder', cell: what },
  ];
  return (
    <Panel title="Who gets what, and when">
      <ListBody
        query={query}
        what="invoices"
        filtered={false}
        onClear={() => undefined}
        empty={
          <EmptyState title="No reminders are due">No open invoice is due within {DAYS} days.</EmptyState>
        }
        pager={(next) => (
          <Pager
            state={state}
            nextCursor={next}
            onChange={(change) =>
              setState((now) => ({ ...now, ...change, limit: change.limit ?? now.limit }))
            }
          />
        )}
      >
        {(rows) => (
          <DataTable
            caption="Reminders by the saved rules"
            columns={columns}
            rows={rows}
            rowKey={({ invoice_id }) => invoice_id}
            card={(row) => (
              <div className={styles.card}>
                {invoice(row)}
                <span>
                  <bdi>{row.patient_name}</bdi>, due {formatDay(row.due_date)}
                </span>
                <span className={styles.quiet}>{what(row)}</span>
              </div>
            )}
          />
        )}
      </ListBody>
    </Panel>
  );
}

export function ReminderSettings({ settings }: { settings: Settings }) {
  const styles = useStyles();
  const { can } = useSignedIn();
  return (
    <div className={styles.page}>
      <SettingsForm part="reminders" title="Reminders" settings={settings}>
        {(props) => <ReminderFields {...props} />}
      </SettingsForm>
      {can('messages.read') && <Preview />}
    </div>
  );
}

/** What needs attention, with its reason and what to do; what one click can correct has a button. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircle20Regular, Warning20Regular } from '@fluentui/react-icons';
import { alertWords } from '../../../../functions/domain/alert-words.ts';
import { isAcknowledgeable } from '../../../../functions/domain/alerts.ts';
import { adminApi } from '../../api/admin-api.ts';
import { moneyApi } from '../../api/money.ts';
import { detailOf } from '../../api/problem.ts';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { Ago } from '../../shared/text/Ago.tsx';
import { type Alert, useAlerts, useWorkAction } from './queries.ts';
import { alertLink, trailOf } from './words.ts';

const useStyles = makeStyles({
  list: { display: 'grid', gap: tokens.spacingVerticalL },
  item: { display: 'flex', gap: tokens.spacingHorizontalM, alignItems: 'start' },
  text: { display: 'grid', gap: tokens.spacingVerticalXS, minWidth: 0, overflowWrap: 'anywhere' },
  name: { fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  warning: { color: tokens.colorStatusWarningForeground1, flexShrink: 0 },
  good: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
  action: { justifySelf: 'start' },
  places: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalM },
});

function AlertAction({ label, done, act }: { label: string; done: string; act: () => Promise<unknown> }) {
  const styles = useStyles();
  const mutation = useWorkAction({ act, done });
  return (
    <>
      <Button
        className={styles.action}
        size="small"
        disabledFocusable={mutation.isPending}
        onClick={() => mutation.mutate()}
      >
        {label}
      </Button>
      {mutation.error && <Notice intent="error">{detailOf(mutation.error)}</Notice>}
    </>
  );
}

function Remedy({ alert: { kind, id } }: { alert: Alert }) {
  const { can } = useSignedIn();
  if (kind === 'quarantined_event' && can('stripe_events.replay')) {
    return (
      <AlertAction
        label="Try again"
        done="The event is tried again"
        act={() => adminApi.stripeEvents.replay({ id })}
      />
    );
  }
  if (kind === 'failed_message' && can('messages.send')) {
    return (
      <AlertAction
        label="Send again"
        done="The message is sent again"
        act={() => moneyApi.messages.resend({ id })}
      />
    );
  }
  if (isAcknowledgeable(kind) && can('alerts.acknowledge')) {
    return (
      <AlertAction
        label="Acknowledge"
        done="The alert was acknowledged"
        act={() => adminApi.alerts.acknowledge({ kind, id })}
      />
    );
  }
  return null;
}

/** Where the matter is dealt with: the invoice, its patient, and the list that shows more of its kind. */
function Places({ alert }: { alert: Alert }) {
  const styles = useStyles();
  const { clinic, can } = useSignedIn();
  const list = alertLink(alert.kind);
  const trail = trailOf(alert, clinic.time_zone);
  return (
    <span className={styles.places}>
      {alert.invoice_id && (
        <AppLink to={`/staff/invoices/${alert.invoice_id}`}>
          {alert.invoice_number ? `Invoice ${alert.invoice_number}` : 'Invoice'}
        </AppLink>
      )}
      {alert.patient_id && <AppLink to={`/staff/patients/${alert.patient_id}`}>Patient</AppLink>}
      {trail && <AppLink to={trail}>Their audit trail of that day</AppLink>}
      {!trail && list && (list.to !== '/staff/operations' || can('operations.read')) && (
        <AppLink to={list.to}>{list.text}</AppLink>
      )}
    </span>
  );
}

function AlertItem({ alert }: { alert: Alert }) {
  const styles = useStyles();
  const { name, todo } = alertWords(alert.kind);
  return (
    <li className={styles.item}>
      <Warning20Regular className={styles.warning} aria-hidden="true" />
      <div className={styles.text}>
        <span className={styles.name}>{name}</span>
        <span>
          <bdi>{alert.reason}</bdi>
        </span>
        <span>{todo}</span>
        <Places alert={alert} />
        <Remedy alert={alert} />
        <span className={styles.quiet}>
          <Ago at={alert.since} />
        </span>
        <details className={styles.quiet}>
          <summary>Technical details</summary>
          {alert.remedy}. <code>{alert.kind}</code> <code>{alert.id}</code>
        </details>
      </div>
    </li>
  );
}

/** Dead letters have a list of their own. */
export function AlertList() {
  const styles = useStyles();
  const query = useAlerts();
  const alerts = query.data?.data.filter(({ kind }) => kind !== 'dead_letter');
  return (
    <Panel title="Alerts">
      {query.isPending && <LoadingRows label="Loading the alerts" rows={2} />}
      {query.isError && !alerts && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {alerts && (
        <ul className={styles.list}>
          {alerts.map((alert) => (
            <AlertItem key={`${alert.kind} ${alert.id}`} alert={alert} />
          ))}
          {alerts.length === 0 && (
            <li className={styles.item}>
              <CheckmarkCircle20Regular className={styles.good} aria-hidden="true" />
              Nothing is wrong.
            </li>
          )}
        </ul>
      )}
    </Panel>
  );
}

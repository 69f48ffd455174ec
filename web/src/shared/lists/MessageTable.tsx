/** Messages to patients with what became of them, and a way to send one again. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import {
  CheckmarkCircle16Regular,
  Clock16Regular,
  ErrorCircle16Regular,
  MailDismiss16Regular,
  Send16Regular,
  SubtractCircle16Regular,
} from '@fluentui/react-icons';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../layout/links.tsx';
import { formatInstant } from '../text/dates.ts';
import { messageName, messageProgress } from '../text/message-words.ts';
import { type Column, DataTable } from './DataTable.tsx';
import type { Message } from './message-queries.ts';
import { Badge, type Tone } from './StatusBadge.tsx';

/** Loaded when it is first opened. */
const ResendDialog = lazy(async () => ({ default: (await import('./ResendDialog.tsx')).ResendDialog }));

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  card: { display: 'grid', gap: tokens.spacingVerticalS, justifyItems: 'start' },
  between: {
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'center',
    gap: '8px',
    flexWrap: 'wrap',
    width: '100%',
  },
  name: { fontWeight: tokens.fontWeightSemibold },
  state: { maxWidth: '340px' },
  what: { minWidth: '160px' },
  when: { minWidth: '96px' },
});

type Look = { tone: Tone; icon: ReactNode; word: string };

const LOOKS: Record<Message['state'], Look> = {
  pending: { tone: 'brand', icon: <Clock16Regular />, word: 'Waiting' },
  sent: { tone: 'success', icon: <Send16Regular />, word: 'Sent' },
  skipped: { tone: 'neutral', icon: <SubtractCircle16Regular />, word: 'Not sent' },
  failed: { tone: 'danger', icon: <ErrorCircle16Regular />, word: 'Failed' },
};
const BOUNCED: Look = { tone: 'danger', icon: <MailDismiss16Regular />, word: 'Bounced' };
const DELIVERED: Look = { tone: 'success', icon: <CheckmarkCircle16Regular />, word: 'Delivered' };

const lookOf = ({ state, bounced, delivered_at }: Message): Look => {
  if (bounced) return BOUNCED;
  return state === 'sent' && delivered_at ? DELIVERED : LOOKS[state];
};

function State({ message }: { message: Message }) {
  const styles = useStyles();
  const { tone, icon, word } = lookOf(message);
  const progress = messageProgress(message);
  return (
    <div className={styles.state}>
      <Badge tone={tone} icon={icon}>
        {word}
      </Badge>
      {progress && <div className={styles.quiet}>{progress}</div>}
    </div>
  );
}

function SendAgain({ message, onSend }: { message: Message; onSend: (message: Message) => void }) {
  const { clinic, can } = useSignedIn();
  if (!can('messages.send') || (message.state !== 'sent' && message.state !== 'failed')) return null;
  const when = formatInstant(message.sent_at ?? message.created_at, clinic.time_zone);
  return (
    <Button
      size="small"
      appearance={message.needs_attention ? 'primary' : 'secondary'}
      aria-label={`Send again: ${messageName(message)}, ${when}`}
      onClick={() => onSend(message)}
    >
      Send again
    </Button>
  );
}

const Address = ({ message }: { message: Message }) => (
  <div className={useStyles().quiet}>
    <bdi>{message.address ?? 'No address on file'}</bdi>
  </div>
);
const patientLink = (message: Message) => (
  <AppLink to={`/staff/patients/${message.patient_id}`}>
    <bdi>{message.patient_name}</bdi>
  </AppLink>
);
const invoiceLink = (message: Message) =>
  message.invoice_id ? (
    <AppLink to={`/staff/invoices/${message.invoice_id}`}>{message.invoice_number}</AppLink>
  ) : (
    'All open invoices'
  );

/** What stands beside it already is left out. */
type MessageTableProps = {
  messages: readonly Message[];
  showPatient?: boolean;
  showInvoice?: boolean;
};

export function MessageTable({ messages, showPatient = true, showInvoice = true }: MessageTableProps) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const [resending, setResending] = useState<Message>();
  const when = (message: Message) => formatInstant(message.sent_at ?? message.created_at, clinic.time_zone);
  const again = (message: Message) => <SendAgain message={message} onSend={setResending} />;
  const columns: Column<Message>[] = [
    {
      header: 'Message',
      cell: (message) => (
        <div className={styles.what}>
          {messageName(message)}
          <Address message={message} />
        </div>
      ),
      rowHeader: true,
    },
    ...(showPatient ? [{ header: 'Patient', cell: patientLink }] : []),
    ...(showInvoice ? [{ header: 'Invoice', cell: invoiceLink, nowrap: true as const }] : []),
    { header: 'State', cell: (message) => <State message={message} /> },
    { header: 'When', cell: (message) => <div className={styles.when}>{when(message)}</div> },
    { header: 'Action', cell: again, end: true },
  ];
  return (
    <>
      <DataTable
        caption="Messages"
        columns={columns}
        rows={messages}
        rowKey={(message) => message.id}
        card={(message) => (
          <div className={styles.card}>
            <div className={styles.between}>
              <span className={styles.name}>{messageName(message)}</span>
              <span className={styles.quiet}>{when(message)}</span>
            </div>
            <div>
              {showPatient && patientLink(message)}
              {showPatient && showInvoice && ' · '}
              {showInvoice && invoiceLink(message)}
            </div>
            <Address message={message} />
            <State message={message} />
            {again(message)}
          </div>
        )}
      />
      {resending && (
        <Suspense>
          <ResendDialog message={resending} onClose={() => setResending(undefined)} />
        </Suspense>
      )}
    </>
  );
}

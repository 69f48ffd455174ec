/** Asks before a message is sent again; after a bounce it says what must be corrected first. */
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { useSignedIn } from '../../session/current.ts';
import { ActionDialog } from '../layout/ActionDialog.tsx';
import { LinkButton } from '../layout/links.tsx';
import { Notice } from '../layout/Notice.tsx';
import { CHANNELS, messageName } from '../text/message-words.ts';
import { type Message, useResend } from './message-queries.ts';

type ResendDialogProps = { message: Message; onClose: () => void };

export function ResendDialog({ message, onClose }: ResendDialogProps) {
  const { can } = useSignedIn();
  const resend = useResend({ onDone: onClose });
  const { patient_name, invoice_number, address_changed, bounced } = message;
  const wrong = bounced && !address_changed;
  return (
    <ActionDialog
      open
      title={`Send “${messageName(message)}” again?`}
      action="Send again"
      busy={resend.isPending}
      error={resend.error}
      onAct={() => resend.mutate(message)}
      onClose={onClose}
    >
      {wrong && (
        <Notice
          intent="warning"
          title={`${isolate(message.address ?? 'This address')} refused the last message.`}
        >
          Ask <bdi>{patient_name}</bdi> for the right one and correct it first. Sent to the same address it
          comes back again.
          {can('patients.write') && (
            <LinkButton to={`/staff/patients/${message.patient_id}?edit=yes`}>Correct the address</LinkButton>
          )}
        </Notice>
      )}
      <p>
        <bdi>{patient_name}</bdi> gets a new {CHANNELS[message.channel]} about{' '}
        {invoice_number ?? 'the account'} with a fresh link
        {address_changed ? ', to the address that is on file now' : ''}. The old message and its link stay as
        they are.
      </p>
    </ActionDialog>
  );
}

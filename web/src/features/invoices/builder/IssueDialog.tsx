/** Asks before an invoice is issued, and says where its link goes. */
import { ActionDialog } from '../../../shared/layout/ActionDialog.tsx';
import { Notice } from '../../../shared/layout/Notice.tsx';
import { CHANNELS } from '../../../shared/text/message-words.ts';
import { channelsOf } from '../../../shared/text/reachable.ts';
import { usePatient } from '../queries.ts';
import type { SaveMode } from './use-save.ts';

/** Where the invoice goes, or that it cannot be sent. */
function Destination({ patientId }: { patientId: string | undefined }) {
  const patient = usePatient(patientId).data;
  if (!patient) return <p>Looking up how to reach the patient…</p>;
  const [channel] = channelsOf(patient);
  if (channel === undefined) {
    return (
      <Notice intent="warning" title="It cannot be sent: no e-mail or phone is on file.">
        After it is issued, copy or print the patient’s link on its page, or add an address to the patient.
      </Notice>
    );
  }
  return (
    <p>
      The link goes to the patient by {CHANNELS[channel]}:{' '}
      <bdi>{channel === 'email' ? patient.email : patient.phone}</bdi>
    </p>
  );
}

type IssueDialogProps = {
  mode: Exclude<SaveMode, 'draft'>;
  patientId: string | undefined;
  onIssue: () => void;
  onClose: () => void;
};

export function IssueDialog({ mode, patientId, onIssue, onClose }: IssueDialogProps) {
  const sends = mode === 'issue-and-send';
  const patient = usePatient(sends ? patientId : undefined).data;
  const unreachable = patient !== undefined && channelsOf(patient).length === 0;
  const sending = unreachable ? 'Issue without sending' : 'Issue and send';
  return (
    <ActionDialog
      open
      title="Issue this invoice?"
      action={sends ? sending : 'Issue'}
      busy={false}
      error={undefined}
      onAct={onIssue}
      onClose={onClose}
    >
      <p>It gets its number now and cannot be edited or deleted afterwards.</p>
      {sends && <Destination patientId={patientId} />}
    </ActionDialog>
  );
}

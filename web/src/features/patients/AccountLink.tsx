/** Makes the link with which a patient sees and pays the whole account, for the clerk to copy. */
import { makeStyles } from '@fluentui/react-components';
import { useState } from 'react';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { adminApi } from '../../api/admin-api.ts';
import { useSignedIn } from '../../session/current.ts';
import { CopyButton } from '../../shared/inputs/CopyButton.tsx';
import { ActionDialog } from '../../shared/layout/ActionDialog.tsx';
import { useAction } from '../../shared/queries/use-action.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import type { Patient } from './queries.ts';

const useStyles = makeStyles({ url: { overflowWrap: 'anywhere' } });

type AccountLinkProps = { patient: Patient; onClose: () => void };

type MadeLink = Awaited<ReturnType<typeof adminApi.patients.accountLink>>;

export function AccountLink({ patient, onClose }: AccountLinkProps) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const [link, setLink] = useState<MadeLink>();
  const create = useAction({
    act: () => adminApi.patients.accountLink({ id: patient.id }),
    changes: [],
    onDone: setLink,
  });
  return (
    <ActionDialog
      open
      title={`Account link of ${isolate(patient.name)}`}
      action={link ? 'Close' : 'Create link'}
      stay={link ? 'Back' : 'Cancel'}
      busy={create.isPending}
      error={create.error}
      onAct={() => (link ? onClose() : create.mutate())}
      onClose={onClose}
    >
      {link ? (
        <>
          <p className={styles.url}>{link.url}</p>
          <div>
            <CopyButton text={link.url} label="Copy account link" />
          </div>
          <p>It works until {formatInstant(link.expires_at, clinic.time_zone)}.</p>
        </>
      ) : (
        <p>
          With this link the patient sees all open invoices, the credit and the payment plan, without what was
          treated, and can pay everything, some invoices or an amount. It ends earlier account links. Give it
          to the patient only.
        </p>
      )}
    </ActionDialog>
  );
}

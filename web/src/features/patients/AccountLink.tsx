/** Makes the link with which a patient sees and pays the whole account, to send or to copy, and ends earlier ones. */
import { makeStyles } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { adminApi } from '../../api/admin-api.ts';
import { moneyApi } from '../../api/money.ts';
import { useSignedIn } from '../../session/current.ts';
import { Channels } from '../../shared/inputs/Channels.tsx';
import { CopyButton } from '../../shared/inputs/CopyButton.tsx';
import { ActionDialog } from '../../shared/layout/ActionDialog.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { LinkList } from '../../shared/lists/LinkList.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { CHANNELS } from '../../shared/text/message-words.ts';
import { type Channel, channelsOf } from '../../shared/text/reachable.ts';
import type { Patient } from './queries.ts';

const useStyles = makeStyles({ url: { overflowWrap: 'anywhere' } });

type AccountLinkProps = { patient: Patient; onClose: () => void };

type MadeLink = Awaited<ReturnType<typeof adminApi.patients.accountLink>>;

export function AccountLink({ patient, onClose }: AccountLinkProps) {
  const [notify, setNotify] = useState<Channel[]>(channelsOf(patient).slice(0, 1));
  const [link, setLink] = useState<MadeLink>();
  const create = useAction({
    act: () => adminApi.patients.accountLink({ id: patient.id, notify }),
    changes: [KEYS.links, KEYS.messages],
    onDone: setLink,
  });
  const action = notify.length > 0 ? 'Create and send' : 'Create link';
  return (
    <ActionDialog
      open
      title={`Account link of ${isolate(patient.name)}`}
      action={link ? 'Close' : action}
      stay={link ? 'Back' : 'Cancel'}
      busy={create.isPending}
      error={create.error}
      onAct={() => (link ? onClose() : create.mutate())}
      onClose={onClose}
    >
      {link ? (
        <Made link={link} sentBy={notify} />
      ) : (
        <>
          <p>
            With this link the patient sees all open invoices, the credit and the payment plan, without what
            was treated, and can pay everything, some invoices or an amount. It ends earlier account links.
            Give it to the patient only.
          </p>
          <Channels
            legend="Send the account link"
            instead="Create the link here and copy it"
            patient={patient}
            chosen={notify}
            onChange={setNotify}
          />
          <EarlierLinks patientId={patient.id} />
        </>
      )}
    </ActionDialog>
  );
}

function Made({ link, sentBy }: { link: MadeLink; sentBy: readonly Channel[] }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  return (
    <>
      {sentBy.length > 0 && (
        <p>The link is on its way by {sentBy.map((channel) => CHANNELS[channel]).join(' and ')}.</p>
      )}
      <p className={styles.url}>{link.url}</p>
      <div>
        <CopyButton text={link.url} label="Copy account link" />
      </div>
      <p>It works until {formatInstant(link.expires_at, clinic.time_zone)}.</p>
    </>
  );
}

function EarlierLinks({ patientId }: { patientId: string }) {
  const query = useQuery({
    queryKey: [...KEYS.links, 'account', patientId],
    queryFn: ({ signal }) => moneyApi.links.listOfAccount({ id: patientId }, { signal }),
  });
  if (query.isPending) return <LoadingRows rows={2} label="Loading links" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.data.length === 0) return null;
  return (
    <section aria-label="Account links">
      <LinkList
        links={query.data.data}
        none="No account link is active."
        effect="The link will no longer open the account and cannot be used to request a new one."
      />
    </section>
  );
}

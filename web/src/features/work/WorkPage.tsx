/** What the system could not do by itself, and what to do about it. */
import { makeStyles, tokens } from '@fluentui/react-components';
import * as z from 'zod';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { pageFields } from '../../shared/lists/Pager.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { AlertList } from './AlertList.tsx';
import { DeadLetterList } from './DeadLetterList.tsx';
import { useAlerts, useDeadLetters } from './queries.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalXL },
});

const addressSchema = z.object(pageFields);

export function WorkPage() {
  const styles = useStyles();
  const [address, change] = useUrlState(addressSchema);
  const alerts = useAlerts();
  // Asked for beside the alerts, and shown below them once it is known how many there are.
  useDeadLetters({ cursor: address.cursor, limit: address.limit });
  return (
    <>
      <PageHeader title="Needs attention" back={{ to: '/staff', label: 'Dashboard' }} />
      <div className={styles.root}>
        <AlertList />
        {!alerts.isPending && <DeadLetterList address={address} change={change} />}
      </div>
    </>
  );
}

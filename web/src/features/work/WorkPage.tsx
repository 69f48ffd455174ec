/** What the system could not do by itself, and what to do about it. */
import { makeStyles, tokens } from '@fluentui/react-components';
import * as z from 'zod';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { pageFields } from '../../shared/lists/Pager.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { AlertList } from './AlertList.tsx';
import { DeadLetterList } from './DeadLetterList.tsx';

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalXL },
});

const addressSchema = z.object(pageFields);

export function WorkPage() {
  const styles = useStyles();
  const [address, change] = useUrlState(addressSchema);
  return (
    <>
      <PageHeader title="Needs attention" back={{ to: '/staff', label: 'Dashboard' }} />
      <div className={styles.root}>
        <AlertList />
        <DeadLetterList address={address} change={change} />
      </div>
    </>
  );
}

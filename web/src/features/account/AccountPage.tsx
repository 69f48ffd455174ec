/** One's own account: the password, the second factor, and where one is signed in. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import { FROM_1024 } from '../../shared/layout/breakpoints.ts';
import { Facts } from '../../shared/layout/Facts.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { ROLE_WORDS } from '../../shared/text/role-words.ts';
import { LanguageField } from './LanguageField.tsx';
import { type Account, useAccount } from './queries.ts';
import { SecondFactorPanel } from './SecondFactorPanel.tsx';
import { SessionsPanel } from './SessionsPanel.tsx';

/** Loaded when it is first opened. */
const ChangePasswordDialog = lazy(async () => ({
  default: (await import('./ChangePasswordDialog.tsx')).ChangePasswordDialog,
}));

const useStyles = makeStyles({
  panels: { display: 'grid', gap: tokens.spacingHorizontalXL, gridTemplateColumns: 'minmax(0, 1fr)' },
  pair: {
    display: 'grid',
    gap: tokens.spacingHorizontalXL,
    gridTemplateColumns: 'minmax(0, 1fr)',
    [FROM_1024]: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
  },
  password: { display: 'grid', gap: tokens.spacingVerticalM, justifyItems: 'start' },
});

function PasswordPanel() {
  const styles = useStyles();
  const [changing, setChanging] = useState(false);
  return (
    <Panel title="Password">
      <div className={styles.password}>
        <p>Changing it signs you out everywhere else.</p>
        <Button onClick={() => setChanging(true)}>Change password</Button>
      </div>
      {changing && (
        <Suspense>
          <ChangePasswordDialog onClose={() => setChanging(false)} />
        </Suspense>
      )}
    </Panel>
  );
}

function Panels({ account }: { account: Account }) {
  const styles = useStyles();
  return (
    <div className={styles.panels}>
      <Panel title="You">
        <Facts
          pairs
          facts={[
            ['Name', account.name],
            ['E-mail', account.email],
            ['Role', ROLE_WORDS[account.role]],
          ]}
        />
        <LanguageField account={account} />
      </Panel>
      <div className={styles.pair}>
        <SecondFactorPanel account={account} />
        <PasswordPanel />
      </div>
      <SessionsPanel />
    </div>
  );
}

export function AccountPage() {
  const query = useAccount();
  return (
    <>
      <PageHeader title="Your account" />
      {query.isPending && <LoadingRows label="Loading your account" />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Panels account={query.data} />}
    </>
  );
}

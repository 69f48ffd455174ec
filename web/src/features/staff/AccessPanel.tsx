/** How someone gets in, and how they are kept out. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { adminApi } from '../../api/admin-api.ts';
import { useSignedIn } from '../../session/current.ts';
import { LazyActionDialog } from '../../shared/layout/LazyActionDialog.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { type Person, usePersonAction } from './queries.ts';

const useStyles = makeStyles({
  list: { display: 'grid', gap: tokens.spacingVerticalL },
  item: { display: 'grid', gap: tokens.spacingVerticalXS, justifyItems: 'start' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

type AccountAction = {
  title: string;
  text: string;
  action: string;
  done: string;
  act: (input: { id: string }) => Promise<unknown>;
  danger?: true;
};

const ACTIONS = {
  disable: {
    title: 'Disable this account?',
    text: 'They are signed out everywhere and cannot sign in until the account is enabled again. Their work is kept.',
    action: 'Disable account',
    done: 'The account is disabled',
    act: adminApi.staff.disable,
    danger: true,
  },
  enable: {
    title: 'Enable this account?',
    text: 'They can sign in again with the password that they had.',
    action: 'Enable account',
    done: 'The account is enabled',
    act: adminApi.staff.enable,
  },
  removeFactor: {
    title: 'Remove two-factor authentication?',
    text: 'For staff who lost their phone and their recovery codes. They are signed out everywhere and sign in with their password alone until they set it up again. Verify their identity first.',
    action: 'Remove two-factor authentication',
    done: 'Two-factor authentication was removed',
    act: adminApi.staff.removeSecondFactor,
    danger: true,
  },
} satisfies Record<string, AccountAction>;

export function AccessPanel({ person }: { person: Person }) {
  const styles = useStyles();
  const { staff: me } = useSignedIn();
  const [asking, setAsking] = useState<AccountAction>();
  const act = usePersonAction({
    act: (action: AccountAction) => action.act({ id: person.id }),
    onDone: () => setAsking(undefined),
    ...(asking ? { done: asking.done } : {}),
  });
  const ask = (action: AccountAction) => {
    act.reset();
    setAsking(action);
  };
  return (
    <Panel title="Access">
      <ul className={styles.list}>
        {me.id === person.id ? (
          <li className={styles.quiet}>
            This is your own account: another administrator can disable it or change its role.
          </li>
        ) : (
          <Choices person={person} onAsk={ask} />
        )}
      </ul>
      {asking && (
        <LazyActionDialog
          open
          title={asking.title}
          action={asking.action}
          danger={asking.danger === true}
          busy={act.isPending}
          error={act.error}
          onAct={() => act.mutate(asking)}
          onClose={() => setAsking(undefined)}
        >
          <p>{asking.text}</p>
        </LazyActionDialog>
      )}
    </Panel>
  );
}

/** What an administrator can do about someone else's account. */
function Choices({ person, onAsk }: { person: Person; onAsk: (action: AccountAction) => void }) {
  const styles = useStyles();
  const disabled = person.state === 'disabled';
  return (
    <>
      {!disabled && <SendLink person={person} />}
      {person.second_factor && (
        <li className={styles.item}>
          <Button onClick={() => onAsk(ACTIONS.removeFactor)}>Remove two-factor authentication</Button>
          <span className={styles.quiet}>When the phone and the recovery codes were lost.</span>
        </li>
      )}
      <li className={styles.item}>
        {disabled ? (
          <Button onClick={() => onAsk(ACTIONS.enable)}>Enable account</Button>
        ) : (
          <Button onClick={() => onAsk(ACTIONS.disable)}>Disable account</Button>
        )}
        <span className={styles.quiet}>
          {disabled ? 'Sign-in is disabled.' : 'When they leave the clinic.'}
        </span>
      </li>
    </>
  );
}

function SendLink({ person }: { person: Person }) {
  const styles = useStyles();
  const toasts = useToasts();
  const link = usePersonAction({
    act: () => adminApi.staff.resetLink({ id: person.id }),
    done: `The link was e-mailed to ${isolate(person.email)}`,
  });
  const invited = person.state === 'invited';
  return (
    <li className={styles.item}>
      <Button
        disabledFocusable={link.isPending}
        onClick={() =>
          link.mutate(undefined, { onError: (error) => toasts.error('The link was not sent', error) })
        }
      >
        {invited ? 'Send invitation again' : 'Send reset link'}
      </Button>
      <span className={styles.quiet}>
        {invited
          ? 'When the first one was lost or is too old. It goes to their e-mail address.'
          : 'When the password was lost. It goes to their e-mail address.'}
      </span>
    </li>
  );
}

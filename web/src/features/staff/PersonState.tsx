/** Whether an account is used, waits for its owner, or is closed, as icon and word. */
import {
  CheckmarkCircle16Regular,
  DismissCircle16Regular,
  MailClock16Regular,
  MailWarning16Regular,
} from '@fluentui/react-icons';
import { useSignedIn } from '../../session/current.ts';
import { Notice } from '../../shared/layout/Notice.tsx';
import { Badge } from '../../shared/lists/StatusBadge.tsx';
import { formatInstant } from '../../shared/text/dates.ts';
import type { Person } from './queries.ts';

const LOOKS = {
  active: { tone: 'success', icon: <CheckmarkCircle16Regular />, word: 'Active' },
  invited: { tone: 'warning', icon: <MailClock16Regular />, word: 'Invited' },
  disabled: { tone: 'neutral', icon: <DismissCircle16Regular />, word: 'Disabled' },
} as const;

export function PersonState({ person: { state, failed_email } }: { person: Person }) {
  const { tone, icon, word } = LOOKS[state];
  return (
    <>
      <Badge tone={tone} icon={icon}>
        {word}
      </Badge>
      {failed_email && state !== 'disabled' && (
        <Badge tone="danger" icon={<MailWarning16Regular />}>
          E-mail failed
        </Badge>
      )}
    </>
  );
}

/** What to do when the newest e-mail about the account did not arrive. */
export function FailedEmail({ person }: { person: Person }) {
  const { clinic } = useSignedIn();
  const { failed_email: failed, state, email } = person;
  if (!failed || state === 'disabled') return null;
  return (
    <Notice intent="warning" title="The last e-mail about this account did not arrive">
      <span>
        <bdi>{email}</bdi>, {formatInstant(failed.failed_at, clinic.time_zone)}: <bdi>{failed.reason}</bdi>
      </span>
      <span>
        {state === 'invited'
          ? 'If the address is right, send the invitation again. If not, disable this account and invite the person under the right address.'
          : 'Ask the person whether this mailbox works; security notices go there. If the address is no longer theirs, disable this account and invite them under the right address.'}
      </span>
    </Notice>
  );
}

/** Whether an account is used, waits for its owner, or is closed, as icon and word. */
import { CheckmarkCircle16Regular, DismissCircle16Regular, MailClock16Regular } from '@fluentui/react-icons';
import { Badge } from '../../shared/StatusBadge.tsx';
import type { Person } from './queries.ts';

const LOOKS = {
  active: { tone: 'success', icon: <CheckmarkCircle16Regular />, word: 'Active' },
  invited: { tone: 'warning', icon: <MailClock16Regular />, word: 'Invited' },
  disabled: { tone: 'neutral', icon: <DismissCircle16Regular />, word: 'Disabled' },
} as const;

export function PersonState({ state }: { state: Person['state'] }) {
  const { tone, icon, word } = LOOKS[state];
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}

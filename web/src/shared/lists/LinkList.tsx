/** Links by which a patient reaches an invoice or the account: how often each was opened, until when, and an end to it. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type * as z from 'zod';
import type { links } from '../../../../functions/contracts/links.ts';
import { moneyApi } from '../../api/money.ts';
import { useSignedIn } from '../../session/current.ts';
import { LazyActionDialog } from '../layout/LazyActionDialog.tsx';
import { KEYS } from '../queries/keys.ts';
import { useAction } from '../queries/use-action.ts';
import { formatInstant } from '../text/dates.ts';
import { Badge, type Tone } from './StatusBadge.tsx';

type PatientLink = z.output<typeof links.list.reply>['data'][number];

const useStyles = makeStyles({
  list: { display: 'grid', gap: tokens.spacingVerticalM },
  item: { display: 'grid', gap: tokens.spacingVerticalXXS, justifyItems: 'start' },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  more: { marginTop: tokens.spacingVerticalM },
});

const PURPOSES: Record<PatientLink['purpose'], string> = {
  pay: 'To read and pay',
  receipt: 'Receipt',
  result: 'Result of a payment',
  account: 'Account',
};
const STATES: Record<PatientLink['state'], { tone: Tone; word: string }> = {
  active: { tone: 'success', word: 'Active' },
  expired: { tone: 'neutral', word: 'Expired' },
  revoked: { tone: 'neutral', word: 'Ended' },
};

const openedInWords = (count: number): string =>
  count === 0 ? 'Not opened yet' : count === 1 ? 'Opened once' : `Opened ${count} times`;

function Item({ link, onRevoke }: { link: PatientLink; onRevoke: (() => void) | undefined }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const at = (instant: string) => formatInstant(instant, clinic.time_zone);
  const { tone, word } = STATES[link.state];
  return (
    <li className={styles.item}>
      <div className={styles.head}>
        {PURPOSES[link.purpose]}
        <Badge tone={tone}>{word}</Badge>
      </div>
      {link.created_by_name && (
        <div className={styles.quiet}>
          Made {at(link.created_at)} by <bdi>{link.created_by_name}</bdi>
        </div>
      )}
      <div className={styles.quiet}>
        {openedInWords(link.view_count)}
        {link.last_viewed_at && `, last ${at(link.last_viewed_at)}`}
      </div>
      <div className={styles.quiet}>
        {link.revoked_at
          ? `Revoked ${at(link.revoked_at)}`
          : `${link.state === 'expired' ? 'Expired' : 'Expires'} ${at(link.expires_at)}`}
      </div>
      {onRevoke && (
        <Button
          size="small"
          data-print="hide"
          aria-label={`Revoke link: ${PURPOSES[link.purpose]}, made ${at(link.created_at)}`}
          onClick={onRevoke}
        >
          Revoke link
        </Button>
      )}
    </li>
  );
}

type LinkListProps = {
  links: readonly PatientLink[];
  /** What is said when no link works. */
  none: string;
  /** What happens to the patient when a link is revoked. */
  effect: string;
  /** The beginnings of the keys of what else shows the links. */
  changes?: readonly QueryKey[];
};

export function LinkList({ links: listed, none, effect, changes = [] }: LinkListProps) {
  const styles = useStyles();
  const { can } = useSignedIn();
  const [asking, setAsking] = useState<PatientLink>();
  const [all, setAll] = useState(false);
  const active = listed.filter(({ state }) => state === 'active');
  const ended = listed.filter(({ state }) => state !== 'active');
  const shown = all ? [...active, ...ended] : active;
  return (
    <>
      {active.length === 0 && <p className={styles.quiet}>{none}</p>}
      <ul className={styles.list}>
        {shown.map((link) => (
          <Item
            key={link.id}
            link={link}
            onRevoke={can('invoices.write') && link.state === 'active' ? () => setAsking(link) : undefined}
          />
        ))}
      </ul>
      {ended.length > 0 && (
        <Button
          className={styles.more}
          size="small"
          appearance="subtle"
          data-print="hide"
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? 'Hide inactive links' : `Show ${ended.length} inactive`}
        </Button>
      )}
      {asking && (
        <RevokeDialog link={asking} effect={effect} changes={changes} onClose={() => setAsking(undefined)} />
      )}
    </>
  );
}

type RevokeDialogProps = Required<Pick<LinkListProps, 'effect' | 'changes'>> & {
  link: PatientLink;
  onClose: () => void;
};

function RevokeDialog({ link, effect, changes, onClose }: RevokeDialogProps) {
  const cache = useQueryClient();
  const revoke = useAction({
    act: () => moneyApi.links.revoke({ id: link.id }),
    changes,
    done: 'Link revoked',
    onDone: async () => {
      await cache.invalidateQueries({ queryKey: KEYS.links });
      onClose();
    },
  });
  return (
    <LazyActionDialog
      open
      title="Revoke this link?"
      action="Revoke link"
      danger
      stay="Keep link"
      busy={revoke.isPending}
      error={revoke.error}
      onAct={() => revoke.mutate(undefined)}
      onClose={onClose}
    >
      <p>{effect}</p>
    </LazyActionDialog>
  );
}

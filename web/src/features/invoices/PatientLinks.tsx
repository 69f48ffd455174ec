/** The links by which the patient reaches the invoice: how often each was opened, until when it works, and an end to it. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type * as z from 'zod';
import type { links } from '../../../../functions/contracts/links.ts';
import { moneyApi } from '../../api/money.ts';
import { useSignedIn } from '../../session/current.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { LazyActionDialog } from '../../shared/layout/LazyActionDialog.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { Badge, type Tone } from '../../shared/lists/StatusBadge.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { useAction } from '../../shared/queries/use-action.ts';
import { linksQuery } from './contact-queries.ts';
import { type Invoice, invoiceQuery } from './queries.ts';

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

export function PatientLinks({ invoice }: { invoice: Invoice }) {
  const styles = useStyles();
  const { can } = useSignedIn();
  const [asking, setAsking] = useState<PatientLink>();
  const [all, setAll] = useState(false);
  const query = useQuery(linksQuery(invoice));
  if (query.isPending) return <LoadingRows rows={2} label="Loading links" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const active = query.data.data.filter(({ state }) => state === 'active');
  const ended = query.data.data.filter(({ state }) => state !== 'active');
  const shown = all ? [...active, ...ended] : active;
  return (
    <>
      {active.length === 0 && (
        <p className={styles.quiet}>There is no active link. “Send link” creates a new one.</p>
      )}
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
      {asking && <RevokeDialog link={asking} invoice={invoice} onClose={() => setAsking(undefined)} />}
    </>
  );
}

type RevokeDialogProps = { link: PatientLink; invoice: Invoice; onClose: () => void };

function RevokeDialog({ link, invoice, onClose }: RevokeDialogProps) {
  const cache = useQueryClient();
  const revoke = useAction({
    act: () => moneyApi.links.revoke({ id: link.id }),
    changes: [invoiceQuery(invoice.id).queryKey],
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
      <p>
        The link will no longer open the invoice and cannot be used to request a new one. Other links of this
        invoice stay active.
      </p>
    </LazyActionDialog>
  );
}

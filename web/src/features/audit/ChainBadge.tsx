/** Whether the trail is whole: the server hashes its newest entries again for this, and says how far. */
import {
  Button,
  makeStyles,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  tokens,
} from '@fluentui/react-components';
import { ShieldCheckmark20Regular, ShieldError20Regular } from '@fluentui/react-icons';
import { useSignedIn } from '../../session/current.ts';
import { Facts } from '../../shared/layout/Facts.tsx';
import { formatInstant } from '../../shared/text/dates.ts';
import { type Chain, useChain } from './queries.ts';

const useStyles = makeStyles({
  good: {
    color: tokens.colorStatusSuccessForeground1,
    backgroundColor: tokens.colorStatusSuccessBackground1,
    border: `1px solid ${tokens.colorStatusSuccessBorder1}`,
    ':hover': {
      color: tokens.colorStatusSuccessForeground1,
      backgroundColor: tokens.colorStatusSuccessBackground1,
      textDecorationLine: 'underline',
    },
    ':hover:active': {
      color: tokens.colorStatusSuccessForeground1,
      backgroundColor: tokens.colorStatusSuccessBackground1,
    },
  },
  bad: {
    color: tokens.colorStatusDangerForeground1,
    backgroundColor: tokens.colorStatusDangerBackground1,
    border: `1px solid ${tokens.colorStatusDangerBorder1}`,
    ':hover': {
      color: tokens.colorStatusDangerForeground1,
      backgroundColor: tokens.colorStatusDangerBackground1,
      textDecorationLine: 'underline',
    },
    ':hover:active': {
      color: tokens.colorStatusDangerForeground1,
      backgroundColor: tokens.colorStatusDangerBackground1,
    },
  },
  // The badge takes its room before its words are known, so that the page does not move.
  root: { display: 'inline-flex', alignItems: 'center', minWidth: '180px', minHeight: '24px' },
  quiet: { color: tokens.colorNeutralForeground2 },
  surface: { maxWidth: 'min(320px, 80vw)', display: 'grid', gap: tokens.spacingVerticalM },
});

const count = (value: number): string => value.toLocaleString('en-US');

function Details({ chain }: { chain: Chain }) {
  const { clinic } = useSignedIn();
  const { seal } = chain;
  return (
    <>
      {chain.finding && <strong>{chain.finding}</strong>}
      <Facts
        facts={[
          ['Entries in the chain', count(chain.entries)],
          [
            'Hashed again just now',
            chain.checked_to === 0
              ? 'None yet'
              : `${count(chain.checked_from)} to ${count(chain.checked_to)}`,
          ],
          ['Newest seal', seal ? seal.code : 'None yet'],
          ...(seal
            ? ([
                ['It signs', `all up to entry ${count(seal.position)}`],
                ['Made', formatInstant(seal.sealed_at, clinic.time_zone)],
                ['Copy outside the database', seal.kept_outside ? 'Kept' : 'Not written yet'],
              ] as const)
            : []),
        ]}
      />
      <p>To verify the whole trail independently of this program, run “npm run audit:verify”.</p>
    </>
  );
}

export function ChainBadge() {
  const styles = useStyles();
  return (
    <span className={styles.root}>
      <ChainState />
    </span>
  );
}

function ChainState() {
  const styles = useStyles();
  const query = useChain();
  if (query.isPending) return <span className={styles.quiet}>Checking…</span>;
  if (query.isError) {
    return (
      <Button size="small" onClick={() => void query.refetch()}>
        The chain could not be checked. Try again
      </Button>
    );
  }
  const chain = query.data;
  const words = chain.intact ? `Verified to entry ${count(chain.checked_to)}` : 'The chain is broken';
  return (
    <Popover withArrow trapFocus positioning={{ overflowBoundaryPadding: 12 }}>
      <PopoverTrigger disableButtonEnhancement>
        <Button
          size="small"
          shape="circular"
          className={chain.intact ? styles.good : styles.bad}
          icon={chain.intact ? <ShieldCheckmark20Regular /> : <ShieldError20Regular />}
        >
          {words}
        </Button>
      </PopoverTrigger>
      <PopoverSurface className={styles.surface} aria-label="The chain of the audit trail">
        <Details chain={chain} />
      </PopoverSurface>
    </Popover>
  );
}

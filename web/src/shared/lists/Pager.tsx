/** Goes through a list by cursors. The trail of earlier cursors rides in the history entry, not in the address. */
import { Button, Label, makeStyles, Select, tokens } from '@fluentui/react-components';
import { ChevronLeft20Regular, ChevronRight20Regular } from '@fluentui/react-icons';
import { useId } from 'react';
import { useLocation } from 'react-router';
import * as z from 'zod';

/** The part of a list's address that the pager owns. */
export const pageFields = {
  cursor: z.string().max(400).optional(),
  limit: z.enum(['25', '50', '100']).default('25'),
};

const trailSchema = z.object({ trail: z.array(z.string()) });

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
    marginTop: tokens.spacingVerticalL,
  },
  group: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
});

type PageChange = { cursor?: string | undefined; limit?: string | undefined };

type PagerProps = {
  state: { cursor?: string | undefined; limit: string };
  nextCursor: string | null;
  onChange: (change: PageChange, options: { state: { trail: string[] } }) => void;
};

export function Pager({ state, nextCursor, onChange }: PagerProps) {
  const styles = useStyles();
  const sizeId = useId();
  const known = trailSchema.safeParse(useLocation().state);
  const trail = known.success ? known.data.trail : [];
  const back = () =>
    onChange({ cursor: trail.at(-1) || undefined }, { state: { trail: trail.slice(0, -1) } });
  const forward = (cursor: string) =>
    onChange({ cursor }, { state: { trail: [...trail, state.cursor ?? ''] } });

  return (
    <nav className={styles.root} aria-label="Pages" data-print="hide">
      <div className={styles.group}>
        <Label htmlFor={sizeId} size="small" weight="semibold">
          Rows
        </Label>
        <Select
          id={sizeId}
          value={state.limit}
          onChange={(_, { value }) => onChange({ limit: value, cursor: undefined }, { state: { trail: [] } })}
        >
          <option>25</option>
          <option>50</option>
          <option>100</option>
        </Select>
      </div>
      <div className={styles.group}>
        <Button icon={<ChevronLeft20Regular />} disabled={state.cursor === undefined} onClick={back}>
          {trail.length === 0 && state.cursor !== undefined ? 'First page' : 'Previous'}
        </Button>
        <Button
          icon={<ChevronRight20Regular />}
          iconPosition="after"
          disabled={nextCursor === null}
          onClick={() => nextCursor !== null && forward(nextCursor)}
        >
          Next
        </Button>
      </div>
    </nav>
  );
}

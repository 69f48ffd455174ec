/** The last imports of the price list; each can be undone as long as its items were not changed since. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { PriceListImport } from '../../../../functions/contracts/price-list-imports.ts';
import { priceListImportsApi } from '../../api/price-list.ts';
import { useSignedIn } from '../../session/current.ts';
import { LazyActionDialog } from '../../shared/layout/LazyActionDialog.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { usePriceListImports } from './queries.ts';

const useStyles = makeStyles({
  list: { display: 'grid', gap: tokens.spacingVerticalS, listStyleType: 'none', margin: 0, padding: 0 },
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
  },
});

export function EarlierImports() {
  const styles = useStyles();
  const imports = usePriceListImports().data?.data ?? [];
  const [chosen, setChosen] = useState<PriceListImport>();
  const undo = useAction({
    act: ({ id }: PriceListImport) => priceListImportsApi.undo({ id }),
    changes: [KEYS.priceList],
    done: 'The import was undone',
    onDone: () => setChosen(undefined),
  });
  if (imports.length === 0) return null;
  return (
    <>
      <h3>Earlier imports</h3>
      <ul className={styles.list}>
        {imports.map((each) => (
          <EarlierImport
            key={each.id}
            import={each}
            onUndo={() => {
              undo.reset();
              setChosen(each);
            }}
          />
        ))}
      </ul>
      {chosen && (
        <LazyActionDialog
          open
          danger
          title="Undo this import?"
          action="Undo import"
          busy={undo.isPending}
          error={undo.error}
          onAct={() => undo.mutate(chosen)}
          onClose={() => setChosen(undefined)}
        >
          <p>
            {chosen.changed} changed {chosen.changed === 1 ? 'item says' : 'items say'} again what they said
            before; {chosen.added} added {chosen.added === 1 ? 'item is' : 'items are'} withdrawn.
          </p>
        </LazyActionDialog>
      )}
    </>
  );
}

function EarlierImport({ import: made, onUndo }: { import: PriceListImport; onUndo: () => void }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const when = formatInstant(made.created_at, clinic.time_zone);
  return (
    <li className={styles.row}>
      <span>
        {when}, <bdi>{made.staff_name}</bdi>: {made.added} added, {made.changed} changed
      </span>
      {made.undone_at ? (
        <span>Undone</span>
      ) : (
        <Button size="small" aria-label={`Undo the import of ${when}`} onClick={onUndo}>
          Undo
        </Button>
      )}
    </li>
  );
}

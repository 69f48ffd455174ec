/** What an import would do to each item, or what must be corrected in the file first. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type * as z from 'zod';
import type {
  PlannedPriceListRow,
  priceListItems,
} from '../../../../functions/contracts/price-list-items.ts';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';

export type Preview = z.output<typeof priceListItems.previewImport.reply>;
type RowError = Preview['errors'][number];

/** Rows that are shown; a longer file says how many more there are. */
const SHOWN = 50;

const useStyles = makeStyles({
  table: { maxHeight: '40vh', overflowY: 'auto' },
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
});

const OUTCOME_WORDS = { added: 'Added', changed: 'Changed', unchanged: 'Unchanged' } as const;
const FIELD_WORDS: Readonly<Record<string, string>> = {
  names: 'name',
  prices: 'price',
  tax_rate_thousandths: 'tax',
  code_system: 'code system',
  active_from: 'offered from',
  active_to: 'offered until',
  withdrawn: 'offered again or withdrawn',
};

const outcome = ({ outcome: what, changes }: PlannedPriceListRow): string =>
  what === 'changed'
    ? `Changed: ${changes.map((name) => FIELD_WORDS[name] ?? name).join(', ')}`
    : OUTCOME_WORDS[what];

const ROWS: Column<PlannedPriceListRow>[] = [
  { header: 'Code', cell: ({ code }) => code, rowHeader: true },
  { header: 'Name', cell: ({ name }) => name },
  { header: 'Outcome', cell: outcome },
];
const ERRORS: Column<RowError>[] = [
  { header: 'Row', cell: ({ row }) => String(row), rowHeader: true, nowrap: true },
  { header: 'Column', cell: ({ field }) => field, nowrap: true },
  { header: 'What to correct', cell: ({ message }) => message },
];

function Errors({ preview: { errors, error_count: count } }: { preview: Preview }) {
  const styles = useStyles();
  return (
    <>
      <div role="status">
        <strong>{count === 1 ? '1 mistake' : `${count} mistakes`}</strong> in this file. Nothing was imported.
        {count > errors.length && ` The first ${errors.length} follow.`}
      </div>
      <div className={styles.table}>
        <DataTable
          caption="Mistakes"
          columns={ERRORS}
          rows={errors}
          rowKey={(_, index) => String(index)}
          card={({ row, field, message }) => (
            <div className={styles.card}>
              <strong>
                Row {row}, {field}
              </strong>
              {message}
            </div>
          )}
        />
      </div>
    </>
  );
}

export function ImportPreview({ preview }: { preview: Preview }) {
  const styles = useStyles();
  if (preview.error_count > 0) return <Errors preview={preview} />;
  const { added, changed, unchanged } = preview;
  const rows = preview.data.filter((row) => row.outcome !== 'unchanged');
  return (
    <>
      <div role="status">
        {added} added, {changed} changed, {unchanged} unchanged.
        {rows.length > SHOWN && ` The first ${SHOWN} follow.`}
      </div>
      {rows.length > 0 && (
        <div className={styles.table}>
          <DataTable
            caption="Preview"
            columns={ROWS}
            rows={rows.slice(0, SHOWN)}
            rowKey={({ row }) => String(row)}
            card={(row) => (
              <div className={styles.card}>
                <strong>
                  <bdi>{row.code}</bdi>
                </strong>
                <bdi>{row.name}</bdi>
                {outcome(row)}
              </div>
            )}
          />
        </div>
      )}
    </>
  );
}

/** One list for all widths: a table from 768 px where it fits, cards otherwise. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Fragment, type ReactNode } from 'react';
import { FROM_768, useTables } from '../layout/breakpoints.ts';
import { VISUALLY_HIDDEN } from '../layout/visually-hidden.ts';
import { useFitting } from './use-fitting.ts';

const useStyles = makeStyles({
  place: { minWidth: 0 },
  scroll: { overflowX: 'auto', '@media print': { overflow: 'visible' } },
  table: {
    width: '100%',
    borderCollapse: 'separate',
    borderSpacing: 0,
    '--cell-side': tokens.spacingHorizontalM,
    '@media print': { '--cell-side': '5px', fontSize: '8.5pt', lineHeight: '1.35' },
  },
  close: { '--cell-side': tokens.spacingHorizontalS, '--head-wrap': 'normal' },
  caption: VISUALLY_HIDDEN,
  head: {
    textAlign: 'start',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground2,
    padding: `${tokens.spacingVerticalS} var(--cell-side)`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    whiteSpace: 'var(--head-wrap, nowrap)',
    // Under the header of the page, whose height the page says.
    position: 'sticky',
    top: 'var(--header-height, 0)',
    zIndex: 1,
    ':first-child': { borderTopLeftRadius: tokens.borderRadiusMedium },
    ':last-child': { borderTopRightRadius: tokens.borderRadiusMedium },
    '@media print': { position: 'static', whiteSpace: 'normal', fontSize: '8pt', verticalAlign: 'bottom' },
  },
  row: {
    transitionProperty: 'background-color',
    transitionDuration: tokens.durationSlow,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  cell: {
    textAlign: 'start',
    fontWeight: tokens.fontWeightRegular,
    padding: `${tokens.spacingVerticalMNudge} var(--cell-side)`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    verticalAlign: 'middle',
    overflowWrap: 'anywhere',
    '@media print': { paddingBlock: '4px', overflowWrap: 'break-word' },
  },
  // Names and other words break between words; only what is longer than the column breaks inside.
  words: { minWidth: '72px', [FROM_768]: { minWidth: '128px' }, '@media print': { minWidth: 0 } },
  end: { textAlign: 'end' },
  nowrap: { whiteSpace: 'nowrap' },
  // A long word breaks; it does not push the card out of the page.
  cards: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalM },
  card: {
    overflowWrap: 'anywhere',
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    boxShadow: tokens.shadow2,
    padding: tokens.spacingHorizontalL,
  },
});

export type Column<T> = {
  header: string;
  cell: (row: T) => ReactNode;
  /** Amounts and counts stand at the end. */
  end?: true;
  /** Days and numbers stay on one line. */
  nowrap?: true;
  /** Its place in the order in which columns leave a list that is too narrow: 1 first. Without it, it stays. */
  dropOrder?: number;
  /** Names the row for screen readers. */
  rowHeader?: true;
};

type DataTableProps<T> = {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T, index: number) => string;
  /** How one row looks as a card; without it the table stays a table at every width. */
  card?: (row: T) => ReactNode;
  /** The last row; only for a table all of whose columns stay. */
  footer?: ReactNode;
  /** The card after the others that stands for the footer. */
  cardFooter?: ReactNode;
  /** What stands under a row that is open. */
  below?: (row: T) => ReactNode;
};

/** The columns that are left after `count` were dropped. */
function columnsAfter<T>(columns: readonly Column<T>[], count: number): readonly Column<T>[] {
  const order = columns
    .filter(({ dropOrder }) => dropOrder)
    .sort((a, b) => (a.dropOrder ?? 0) - (b.dropOrder ?? 0));
  const dropped = new Set(order.slice(0, Math.max(0, count)));
  return columns.filter((column) => !dropped.has(column));
}

/** Where the table is too wide it gets closer first, then columns leave by their order, then the rows become cards. */
export function DataTable<T>(props: DataTableProps<T>) {
  const styles = useStyles();
  const tables = useTables();
  const { card, columns } = props;
  // One step brings the cells closer, each column that may be dropped is one, and the cards are the last.
  const last = 1 + columns.filter(({ dropOrder }) => dropOrder).length;
  const { place, step } = useFitting(card ? last + 1 : last, props.rows);
  const asCards = card && (!tables || step > last);
  return (
    <div ref={place} className={mergeClasses(styles.place, !card && step === last && styles.scroll)}>
      {asCards ? (
        <Cards {...props} card={card} />
      ) : (
        <Table {...props} columns={columnsAfter(columns, step - 1)} close={step > 0} />
      )}
    </div>
  );
}

type CardsProps<T> = DataTableProps<T> & { card: (row: T) => ReactNode };

function Cards<T>({ caption, rows, rowKey, card, cardFooter }: CardsProps<T>) {
  const styles = useStyles();
  return (
    <ul className={styles.cards} aria-label={caption}>
      {rows.map((row, index) => (
        <li key={rowKey(row, index)} data-row className={styles.card}>
          {card(row)}
        </li>
      ))}
      {cardFooter && <li className={styles.card}>{cardFooter}</li>}
    </ul>
  );
}

type TableProps<T> = DataTableProps<T> & { close: boolean };

function Table<T>({ caption, columns, rows, rowKey, footer, below, close }: TableProps<T>) {
  const styles = useStyles();
  return (
    <table className={mergeClasses(styles.table, close && styles.close)}>
      <caption className={styles.caption}>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.header}
              scope="col"
              className={mergeClasses(styles.head, column.end && styles.end)}
            >
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => {
          const under = below?.(row);
          return (
            <Fragment key={rowKey(row, index)}>
              <tr data-row className={styles.row}>
                {columns.map((column) => (
                  <Cell key={column.header} column={column} row={row} />
                ))}
              </tr>
              {under && (
                <tr>
                  <td className={styles.cell} colSpan={columns.length}>
                    {under}
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
      {footer && <tfoot>{footer}</tfoot>}
    </table>
  );
}

function Cell<T>({ column, row }: { column: Column<T>; row: T }) {
  const styles = useStyles();
  const className = mergeClasses(
    styles.cell,
    !column.end && !column.nowrap && styles.words,
    column.end && styles.end,
    (column.end || column.nowrap) && styles.nowrap,
  );
  const content = column.cell(row);
  const shown = typeof content === 'string' ? <bdi>{content}</bdi> : content;
  return column.rowHeader ? (
    <th scope="row" className={className}>
      {shown}
    </th>
  ) : (
    <td className={className}>{shown}</td>
  );
}

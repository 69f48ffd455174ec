/** One list for all widths: a table from 768 px, cards below. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Fragment, type ReactNode } from 'react';
import { useTables } from '../layout/breakpoints.ts';

const useStyles = makeStyles({
  scroll: { overflowX: 'auto' },
  table: { width: '100%', borderCollapse: 'separate', borderSpacing: 0 },
  caption: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  head: {
    textAlign: 'start',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground2,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    whiteSpace: 'nowrap',
    ':first-child': { borderTopLeftRadius: tokens.borderRadiusMedium },
    ':last-child': { borderTopRightRadius: tokens.borderRadiusMedium },
  },
  row: {
    transitionProperty: 'background-color',
    transitionDuration: tokens.durationSlow,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  cell: {
    textAlign: 'start',
    fontWeight: tokens.fontWeightRegular,
    padding: `${tokens.spacingVerticalMNudge} ${tokens.spacingHorizontalM}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    verticalAlign: 'middle',
    overflowWrap: 'anywhere',
  },
  end: { textAlign: 'end', whiteSpace: 'nowrap' },
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
  footer?: ReactNode;
  /** What stands under a row that is open. */
  below?: (row: T) => ReactNode;
};

export function DataTable<T>(props: DataTableProps<T>) {
  const styles = useStyles();
  const tables = useTables();
  const { card } = props;
  if (card && !tables) {
    return (
      <ul className={styles.cards} aria-label={props.caption}>
        {props.rows.map((row, index) => (
          <li key={props.rowKey(row, index)} className={styles.card}>
            {card(row)}
          </li>
        ))}
      </ul>
    );
  }
  return <Table {...props} />;
}

function Table<T>({ caption, columns, rows, rowKey, footer, below }: DataTableProps<T>) {
  const styles = useStyles();
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
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
                <tr className={styles.row}>
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
    </div>
  );
}

function Cell<T>({ column, row }: { column: Column<T>; row: T }) {
  const styles = useStyles();
  const className = mergeClasses(styles.cell, column.end && styles.end, column.nowrap && styles.nowrap);
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

/** The year as bars and as a line, each with its figures as a table. Loaded after the page. */
import { GroupedVerticalBarChart, LineChart } from '@fluentui/react-charts';
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type Currency, exponentOf, formatMoney } from '../../../../functions/domain/currency.ts';
import { FROM_1024, useMedia } from '../../shared/layout/breakpoints.ts';
import { Panel } from '../../shared/layout/Panel.tsx';
import { useTheme } from '../../shared/layout/theme-choice.ts';
import { DataTable } from '../../shared/lists/DataTable.tsx';
import { formatMonth } from '../../shared/text/dates.ts';
import { shortAmount } from './change.ts';
import type { Month } from './types.ts';

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gap: tokens.spacingHorizontalXL,
    gridTemplateColumns: 'minmax(0, 1fr)',
    [FROM_1024]: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
  },
  chart: { width: '100%', height: '300px' },
});

/** SVG fills cannot follow CSS variables in every part of the library. Non-text colours of at least 3:1. */
const colours = (dark: boolean) =>
  dark ? { invoiced: '#6BA5EA', collected: '#00BFA5' } : { invoiced: '#4A90E2', collected: '#00897B' };

type ChartsProps = { months: readonly Month[]; currency: Currency };
type Series = { label: string; field: 'invoiced_cents' | 'collected_cents' | 'outstanding_cents' };

const FLOW: readonly Series[] = [
  { label: 'Invoiced', field: 'invoiced_cents' },
  { label: 'Collected', field: 'collected_cents' },
];
const OWED: readonly Series[] = [{ label: 'Outstanding', field: 'outstanding_cents' }];

const AXES = {
  margins: { left: 56, right: 16, top: 20, bottom: 40 },
  roundedTicks: true,
  hideTickOverlap: false,
} as const;

/** The charts measure their place only when they render: so they render again when it changes. */
function Measured({ children }: { children: () => ReactNode }) {
  const styles = useStyles();
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      // While the window changes there may be no place for a moment; the chart then stays as it was.
      setWidth((now) => Math.floor(entry?.contentRect.width ?? 0) || now);
    });
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box} className={styles.chart}>
      {width > 0 && children()}
    </div>
  );
}

function ChartPanel({
  title,
  series,
  months,
  currency,
  children,
}: ChartsProps & { title: string; series: readonly Series[]; children: () => ReactNode }) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Panel
      title={title}
      actions={
        <Button size="small" appearance="subtle" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          Show as table
        </Button>
      }
    >
      {asTable ? (
        <DataTable
          caption={title}
          rows={months}
          rowKey={({ month }) => month}
          columns={[
            { header: 'Month', cell: ({ month }) => formatMonth(month), rowHeader: true },
            ...series.map(({ label, field }) => ({
              header: label,
              cell: (month: Month) => formatMoney(month[field], currency),
              end: true as const,
            })),
          ]}
        />
      ) : (
        <Measured>{children}</Measured>
      )}
    </Panel>
  );
}

const unitsIn = (currency: Currency) => (amount: number) => amount / 10 ** exponentOf(currency);

/** The months as groups of bars, one for each series. */
function barsOf({ months, currency }: ChartsProps, colour: ReturnType<typeof colours>) {
  const units = unitsIn(currency);
  const money = (amount: number) => formatMoney(amount, currency);
  return months.map((month) => ({
    name: formatMonth(month.month, 'short'),
    series: FLOW.map(({ label, field }) => ({
      key: label,
      legend: label,
      data: units(month[field]),
      color: field === 'invoiced_cents' ? colour.invoiced : colour.collected,
      xAxisCalloutData: formatMonth(month.month),
      yAxisCalloutData: money(month[field]),
      callOutAccessibilityData: { ariaLabel: `${formatMonth(month.month)}, ${label} ${money(month[field])}` },
    })),
  }));
}

/** The months as the points of one line. */
function lineOf({ months, currency }: ChartsProps, colour: ReturnType<typeof colours>) {
  const units = unitsIn(currency);
  const money = (amount: number) => formatMoney(amount, currency);
  return {
    legend: 'Outstanding',
    color: colour.invoiced,
    lineOptions: { strokeWidth: '3' },
    data: months.map((month) => ({
      x: new Date(`${month.month}-01T00:00:00`),
      y: units(month.outstanding_cents),
      xAxisCalloutData: formatMonth(month.month),
      yAxisCalloutData: money(month.outstanding_cents),
      callOutAccessibilityData: {
        ariaLabel: `${formatMonth(month.month)}, outstanding ${money(month.outstanding_cents)}`,
      },
    })),
  };
}

export function Charts({ months, currency }: ChartsProps) {
  const styles = useStyles();
  const { dark } = useTheme();
  const phone = !useMedia('(min-width: 480px)');
  const shown = { months: phone ? months.slice(-6) : months, currency };
  const bars = barsOf(shown, colours(dark));
  const line = lineOf(shown, colours(dark));
  return (
    <div className={styles.grid}>
      <ChartPanel title="Invoiced and collected" series={FLOW} months={months} currency={currency}>
        {() => (
          <GroupedVerticalBarChart
            {...AXES}
            data={bars}
            height={300}
            barWidth="auto"
            maxBarWidth={16}
            hideLabels
            yAxisTickFormat={shortAmount}
            culture="en-US"
          />
        )}
      </ChartPanel>
      <ChartPanel title="Outstanding" series={OWED} months={months} currency={currency}>
        {() => (
          <LineChart
            {...AXES}
            data={{ lineChartData: [line] }}
            height={300}
            yMinValue={0}
            tickValues={line.data.map(({ x }) => x)}
            customDateTimeFormatter={(date: Date) =>
              new Intl.DateTimeFormat('en-US', { month: 'short' }).format(date)
            }
            yAxisTickFormat={shortAmount}
            culture="en-US"
          />
        )}
      </ChartPanel>
    </div>
  );
}

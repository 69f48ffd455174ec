/** What a list’s filter comes to, in each currency, in one line. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { reports } from '../../../../functions/contracts/reports.ts';
import type { Currency } from '../../../../functions/domain/currency.ts';
import { listSumsApi } from '../../api/list-sums.ts';
import { detailOf } from '../../api/problem.ts';
import { Money } from '../money/Money.tsx';
import { KEYS } from '../queries/keys.ts';

const useStyles = makeStyles({
  root: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalL, fontWeight: 600 },
});

type Line = { currency: Currency; count: number; amounts: readonly (readonly [string, number | null])[] };
type InvoiceInput = z.input<typeof reports.invoiceSums.input>;
type PaymentInput = z.input<typeof reports.paymentSums.input>;
export type SumFilters = Record<string, string | undefined>;

const given = (filters: SumFilters) =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));

const READ = {
  invoices: async (filters: SumFilters, signal: AbortSignal): Promise<Line[]> =>
    (await listSumsApi.invoiceSums(given(filters) as InvoiceInput, { signal })).data.map(
      ({ currency, count, total_cents, balance_cents }) => ({
        ...{ currency, count },
        amounts: [
          ['total', total_cents],
          ['owed', balance_cents],
        ],
      }),
    ),
  payments: async (filters: SumFilters, signal: AbortSignal): Promise<Line[]> =>
    (await listSumsApi.paymentSums(given(filters) as PaymentInput, { signal })).data.map(
      ({ currency, count, amount_cents, refunded_cents }) => ({
        ...{ currency, count },
        amounts: [
          ['received', amount_cents],
          ['refunded', refunded_cents === 0 ? null : refunded_cents],
        ],
      }),
    ),
};

export type SumTextProps = { what: keyof typeof READ; filters: SumFilters };

export function SumText({ what, filters }: SumTextProps) {
  const styles = useStyles();
  const sums = useQuery({
    queryKey: [...(what === 'invoices' ? KEYS.invoiceLists : KEYS.payments), 'sum', filters],
    queryFn: ({ signal }) => READ[what](filters, signal),
    retry: false,
  });
  if (sums.isPending) return <>Adding up…</>;
  if (sums.isError) return <>{detailOf(sums.error)}</>;
  if (sums.data.length === 0) return <>0 {what}</>;
  return (
    <span className={styles.root}>
      {sums.data.map(({ currency, count, amounts }) => (
        <span key={currency}>
          {count.toLocaleString('en')} {count === 1 ? what.slice(0, -1) : what}
          {amounts.map(
            ([word, cents]) =>
              cents !== null && (
                <span key={word}>
                  {', '}
                  <Money cents={cents} currency={currency} /> {word}
                </span>
              ),
          )}
        </span>
      ))}
    </span>
  );
}

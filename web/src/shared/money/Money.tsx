/** An amount of money, with digits that stand under each other. */
import { makeStyles } from '@fluentui/react-components';
import { type BookCurrency, formatMoney } from '../../../../functions/domain/currency.ts';

const useStyles = makeStyles({ root: { fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' } });

export function Money({
  cents,
  currency,
  locale,
}: {
  cents: number;
  currency: BookCurrency;
  locale?: string;
}) {
  return <span className={useStyles().root}>{formatMoney(cents, currency, locale)}</span>;
}

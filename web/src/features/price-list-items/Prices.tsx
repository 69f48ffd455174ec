/** The prices of an item, that in the clinic's currency first. */
import type { PriceListItem } from '../../../../functions/contracts/price-list-items.ts';
import { CURRENCIES } from '../../../../functions/domain/currency.ts';
import { useSignedIn } from '../../session/current.ts';
import { Money } from '../../shared/money/Money.tsx';

export function Prices({ of: { prices } }: { of: Pick<PriceListItem, 'prices'> }) {
  const { clinic } = useSignedIn();
  const others = CURRENCIES.filter((currency) => currency !== clinic.currency);
  return (
    <>
      {[clinic.currency, ...others].map((currency) => {
        const cents = prices[currency];
        return (
          cents !== undefined && (
            <div key={currency}>
              <Money cents={cents} currency={currency} />
            </div>
          )
        );
      })}
    </>
  );
}

/** Items of the price list that begin like what is typed, below the description. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useState } from 'react';
import type { PriceListItem } from '../../../../../functions/contracts/price-list-items.ts';
import { isolate, withoutDirection } from '../../../../../functions/domain/bidirectional-text.ts';
import type { Currency } from '../../../../../functions/domain/currency.ts';
import { nameIn } from '../../../../../functions/domain/price-list.ts';
import { priceListApi } from '../../../api/price-list.ts';
import { useSignedIn } from '../../../session/current.ts';
import { useDebounced } from '../../../shared/inputs/use-debounced.ts';
import { VISUALLY_HIDDEN } from '../../../shared/layout/visually-hidden.ts';
import { Money } from '../../../shared/money/Money.tsx';
import { KEYS } from '../../../shared/queries/keys.ts';
import { todayIn } from '../../../shared/text/dates.ts';
import { usePatient } from '../queries.ts';
import type { BuilderValues, ItemValues } from './form.ts';
import { listedLine } from './listed-line.ts';

const SHOWN = 8;
const RESTING_MILLISECONDS = 150;

const useStyles = makeStyles({
  list: {
    position: 'absolute',
    insetInline: 0,
    top: '100%',
    zIndex: 2,
    margin: '2px 0 0',
    padding: '4px',
    maxHeight: '320px',
    overflowY: 'auto',
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusMedium,
    boxShadow: tokens.shadow16,
  },
  option: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    columnGap: tokens.spacingHorizontalM,
    padding: '6px 8px',
    borderRadius: tokens.borderRadiusMedium,
    overflowWrap: 'anywhere',
    cursor: 'pointer',
  },
  chosen: { backgroundColor: tokens.colorBrandBackground2, color: tokens.colorBrandForeground2 },
  code: { gridColumn: '1 / -1', fontSize: tokens.fontSizeBase200 },
  spoken: VISUALLY_HIDDEN,
});

type PriceSuggestionsProps = {
  id: string;
  text: string;
  currency: Currency;
  values: BuilderValues;
  index: number;
  /** Whether Enter was pressed and waits for what is found. */
  entered: boolean;
  setEntered: (entered: boolean) => void;
  setChosen: (optionId: string | undefined) => void;
  /** Moves the choice by a key; whether it did. */
  moves: RefObject<((key: string) => boolean) | undefined>;
  onTake: (line: Partial<ItemValues>) => void;
  onNone: () => void;
};

const NONE: readonly PriceListItem[] = [];

/** What is offered on the day of the service. */
function useOffered(text: string, day: string) {
  const typed = withoutDirection(text).trim();
  const query = useDebounced(typed, RESTING_MILLISECONDS);
  const found = useQuery({
    queryKey: [...KEYS.priceList, 'offered', { query, day }],
    queryFn: ({ signal }) => priceListApi.list({ query, offered_on: day, limit: SHOWN }, { signal }),
    placeholderData: keepPreviousData,
  });
  const waiting = typed !== query || found.isPending || found.isPlaceholderData;
  return { items: found.data?.data ?? NONE, waiting: waiting && !found.isError };
}

const MOVES: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Which item is chosen; the keys that move the choice are the description’s. */
function useChoice(items: readonly PriceListItem[], moves: PriceSuggestionsProps['moves']) {
  const [choice, setChoice] = useState({ of: items, at: 0 });
  // Other items begin with the first one again.
  const chosen = choice.of === items ? choice.at : 0;
  useEffect(() => {
    moves.current = (key) => {
      const step = MOVES[key];
      if (step === undefined || items.length === 0) return false;
      setChoice({ of: items, at: (chosen + step + items.length) % items.length });
      return true;
    };
    return () => {
      moves.current = undefined;
    };
  }, [chosen, items, moves]);
  return chosen;
}

export function PriceSuggestions(props: PriceSuggestionsProps) {
  const { id, text, currency, values, index, entered, setEntered, setChosen, moves, onTake, onNone } = props;
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const language = usePatient(values.patient_id || undefined).data?.language ?? 'en';
  const { items, waiting } = useOffered(text, values.items[index]?.service_date || todayIn(clinic.time_zone));
  const chosen = useChoice(items, moves);
  const optionId = (at: number) => `${id}-${at}`;
  const active = items.length > 0 ? optionId(chosen) : undefined;
  useEffect(() => setChosen(active), [active, setChosen]);
  const take = (item: PriceListItem) => onTake(listedLine(item, currency, language));
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the end of the search takes what was entered
  useEffect(() => {
    if (!entered || waiting) return;
    setEntered(false);
    const item = items[chosen];
    if (item) take(item);
    else onNone();
  }, [entered, waiting]);
  return (
    <>
      {items.length > 0 && (
        <div id={id} role="listbox" aria-label="Price list" className={styles.list}>
          {items.map((item, at) => (
            <Suggestion
              key={item.id}
              id={optionId(at)}
              name={nameIn(item, language)}
              item={item}
              currency={currency}
              chosen={at === chosen}
              onTake={() => take(item)}
            />
          ))}
        </div>
      )}
      <div role="status" className={styles.spoken}>
        {items[chosen] && `Enter takes ${isolate(nameIn(items[chosen], language))} from the price list.`}
      </div>
    </>
  );
}

type SuggestionProps = {
  id: string;
  name: string;
  item: PriceListItem;
  currency: Currency;
  chosen: boolean;
  onTake: () => void;
};

function Suggestion({ id, name, item, currency, chosen, onTake }: SuggestionProps) {
  const styles = useStyles();
  const cents = item.prices[currency];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the description has the focus and takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      className={mergeClasses(styles.option, chosen && styles.chosen)}
      // The description keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      <bdi>{name}</bdi>
      {cents === undefined ? <span>No price</span> : <Money cents={cents} currency={currency} />}
      <span className={styles.code}>
        <bdi>{item.code}</bdi>
      </span>
    </div>
  );
}

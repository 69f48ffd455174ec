/** The results of the palette as one list box: the focus stays in the text, the choice moves. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import type { Item, ItemGroup } from './results.ts';

const useStyles = makeStyles({
  list: { overflowY: 'auto', maxHeight: 'min(60vh, 480px)', minWidth: 0 },
  name: {
    padding: '8px 12px 4px',
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground3,
  },
  item: {
    padding: '8px 12px',
    borderRadius: tokens.borderRadiusMedium,
    cursor: 'pointer',
    overflowWrap: 'anywhere',
    border: '1px solid transparent',
  },
  chosen: {
    backgroundColor: tokens.colorBrandBackground2,
    border: `1px solid ${tokens.colorBrandStroke1}`,
  },
  title: { fontWeight: tokens.fontWeightSemibold },
  facts: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalM,
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
  },
});

/** The element of an option, which the text field names as its active one. */
export const optionId = (list: string, index: number): string => `${list}-${index}`;

type ResultListProps = {
  id: string;
  groups: readonly ItemGroup[];
  chosen: number;
  onChoose: (index: number) => void;
  onOpen: (item: Item) => void;
};

export function ResultList({ id, groups, chosen, onChoose, onOpen }: ResultListProps) {
  const styles = useStyles();
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen is marked in the document
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen, groups]);
  const starts = groups.map((_, place) =>
    groups.slice(0, place).reduce((sum, { items }) => sum + items.length, 0),
  );
  return (
    <div ref={list} id={id} role="listbox" aria-label="Results" className={styles.list}>
      {groups.map(({ heading, items }, place) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
        <div key={heading} role="group" aria-label={heading}>
          <div className={styles.name} aria-hidden="true">
            {heading}
          </div>
          {items.map((item, within) => {
            const index = (starts[place] ?? 0) + within;
            return (
              <Option
                key={`${heading}-${item.key}`}
                id={optionId(id, index)}
                item={item}
                chosen={index === chosen}
                onChoose={() => onChoose(index)}
                onOpen={() => onOpen(item)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

type OptionProps = { id: string; item: Item; chosen: boolean; onChoose: () => void; onOpen: () => void };

function Option({ id, item, chosen, onChoose, onOpen }: OptionProps) {
  const styles = useStyles();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the text field, which keeps the focus
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      className={mergeClasses(styles.item, chosen && styles.chosen)}
      onMouseMove={onChoose}
      onClick={onOpen}
    >
      <div className={styles.title}>
        <bdi>{item.title}</bdi>
      </div>
      {item.facts.length > 0 && (
        <div className={styles.facts}>
          {item.facts.map((fact) => (
            <bdi key={fact}>{fact}</bdi>
          ))}
        </div>
      )}
    </div>
  );
}

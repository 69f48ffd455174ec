/** What an item is for: typed, or taken from the price list by its code or name. */
import { makeStyles, mergeClasses, Textarea } from '@fluentui/react-components';
import { type KeyboardEvent, lazy, Suspense, useId, useRef, useState } from 'react';
import { useController } from 'react-hook-form';
import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import type { Currency } from '../../../../../functions/domain/currency.ts';
import { FormField } from '../../../shared/inputs/FormField.tsx';
import type { BuilderControl, BuilderFill, ItemValues } from './form.ts';

/** Loaded when something is typed first. */
const PriceSuggestions = lazy(async () => ({
  default: (await import('./PriceSuggestions.tsx')).PriceSuggestions,
}));

const useStyles = makeStyles({
  root: { position: 'relative', minWidth: 0 },
  input: { minWidth: 0, width: '100%' },
});

type DescriptionFieldProps = {
  control: BuilderControl;
  fill: BuilderFill;
  index: number;
  currency: Currency;
  className: string;
};

/** Shorter texts, and those of several lines, are not searched for. */
const isSearched = (text: string): boolean => text.trim().length >= 2 && !text.includes('\n');

/** Fills in what the price list says of an item and goes on at its quantity. */
function useTake({ clearErrors, getValues, setFocus, setValue }: BuilderFill, index: number) {
  return (line: Partial<ItemValues>) => {
    const at = `items.${index}` as const;
    setValue(at, { ...getValues(at), ...line }, { shouldDirty: true });
    clearErrors(at);
    setFocus(`${at}.quantity`, { shouldSelect: true });
  };
}

/** Whether items are suggested, which of them is chosen, and an Enter that waits for what is still searched for. */
function useSuggesting() {
  const [open, setOpen] = useState(false);
  const [entered, setEntered] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const moves = useRef<(key: string) => boolean>(undefined);
  const suggest = (on: boolean) => {
    setOpen(on);
    setEntered(false);
    if (!on) setChosen(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, shiftKey, ctrlKey, metaKey, nativeEvent } = event;
    if (!open || shiftKey || ctrlKey || metaKey || nativeEvent.isComposing) return;
    if (key === 'Escape') suggest(false);
    if (key === 'Enter') {
      event.preventDefault();
      setEntered(true);
    }
    if (moves.current?.(key)) event.preventDefault();
  };
  return { open, suggest, entered, setEntered, chosen, setChosen, moves, onKeyDown };
}

export function DescriptionField({ control, fill, index, currency, className }: DescriptionFieldProps) {
  const styles = useStyles();
  const list = useId();
  const { field, fieldState } = useController({ control, name: `items.${index}.description` });
  const { open, suggest, onKeyDown, ...search } = useSuggesting();
  const take = useTake(fill, index);
  const type = (text: string) => {
    field.onChange(text);
    suggest(isSearched(text));
    // Without its words an item is another one.
    if (text === '') fill.setValue(`items.${index}.price_list_version_id`, '');
  };
  const area = useRef<HTMLTextAreaElement>(null);
  const breakLine = () => {
    const { current: element } = area;
    if (!element) return;
    element.setRangeText('\n', element.selectionStart, element.selectionEnd, 'end');
    type(element.value);
  };
  return (
    <div className={mergeClasses(styles.root, className)}>
      <FormField label="Description" required error={fieldState.error?.message}>
        {/* A line break is part of a description, and an input of one line would drop it. */}
        <Textarea
          {...field}
          ref={(element) => {
            field.ref(element);
            area.current = element;
          }}
          className={styles.input}
          dir="auto"
          rows={1}
          resize="vertical"
          maxLength={LIMITS.description}
          aria-autocomplete="list"
          {...(search.chosen && { 'aria-controls': list, 'aria-activedescendant': search.chosen })}
          onChange={(_, data) => type(data.value)}
          onKeyDown={(event) => {
            // Who types on after Enter meant a line break.
            if (search.entered && event.key.length === 1) breakLine();
            onKeyDown(event);
          }}
          onBlur={() => {
            suggest(false);
            field.onBlur();
          }}
        />
      </FormField>
      {open && (
        <Suspense fallback={null}>
          <PriceSuggestions
            {...search}
            id={list}
            text={field.value}
            currency={currency}
            values={fill.getValues()}
            index={index}
            onTake={(line) => {
              suggest(false);
              take(line);
            }}
            onNone={breakLine}
          />
        </Suspense>
      )}
    </div>
  );
}

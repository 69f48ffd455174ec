/** The row of filters above a list: a search box, choices and days, and a way to take all of them off. */
import { Button, Input, makeStyles, SearchBox, Select, tokens } from '@fluentui/react-components';
import { type ReactNode, useEffect, useState } from 'react';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { FormField } from '../inputs/FormField.tsx';
import { useSearchText } from './use-search-text.ts';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'end',
    gap: tokens.spacingHorizontalM,
    marginBottom: tokens.spacingVerticalM,
  },
  // Its choices may come later: they must not make it wider and move what stands beside it.
  choice: { width: '180px', maxWidth: '100%' },
  // Its button to clear it comes and goes with the focus. A width of its own keeps what stands below where it is: a row
  // that moved away between pressing and letting go of the mouse would not open.
  search: { flexGrow: 1, flexBasis: '240px', maxWidth: '420px', minWidth: 'min(240px, 100%)' },
});

type FiltersProps = { filtered: boolean; onClear: () => void; children: ReactNode };

export function Filters({ filtered, onClear, children }: FiltersProps) {
  const styles = useStyles();
  return (
    <search className={styles.row} data-print="hide">
      {children}
      {filtered && (
        <Button appearance="subtle" onClick={onClear}>
          Clear all
        </Button>
      )}
    </search>
  );
}

type SearchFilterProps = {
  label: string;
  placeholder: string;
  value: string | undefined;
  onChange: (query: string) => void;
};

/** The address follows what is typed after a short rest. */
export function SearchFilter({ label, placeholder, value, onChange }: SearchFilterProps) {
  const styles = useStyles();
  const [typed, setTyped] = useSearchText(value, onChange);
  return (
    <SearchBox
      className={styles.search}
      aria-label={label}
      placeholder={placeholder}
      value={typed}
      maxLength={LIMITS.search}
      onChange={(_, data) => setTyped(data.value)}
    />
  );
}

type ChoiceFilterProps = {
  label: string;
  /** What no choice is called: `Any method`. */
  any: string;
  options: readonly (readonly [value: string, word: string])[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
};

export function ChoiceFilter({ label, any, options, value, onChange }: ChoiceFilterProps) {
  const styles = useStyles();
  return (
    <FormField label={label} className={styles.choice}>
      <Select value={value ?? ''} onChange={(_, data) => onChange(data.value || undefined)}>
        <option value="">{any}</option>
        {options.map(([option, word]) => (
          <option key={option} value={option}>
            {isolate(word)}
          </option>
        ))}
      </Select>
    </FormField>
  );
}

type TextFilterProps = {
  label: string;
  value: string | undefined;
  onChange: (text: string | undefined) => void;
};

/** An exact value, such as an id that was copied; it counts when the field is left or Enter is pressed. */
export function TextFilter({ label, value, onChange }: TextFilterProps) {
  const [typed, setTyped] = useState(value ?? '');
  useEffect(() => setTyped(value ?? ''), [value]);
  const settle = () => {
    if (typed.trim() !== (value ?? '')) onChange(typed.trim() || undefined);
  };
  return (
    <FormField label={label}>
      <Input
        value={typed}
        onChange={(_, data) => setTyped(data.value)}
        onBlur={settle}
        onKeyDown={(event) => event.key === 'Enter' && settle()}
      />
    </FormField>
  );
}

type DayFilterProps = { label: string; value: string | undefined; onChange: (day: string) => void };

export function DayFilter({ label, value, onChange }: DayFilterProps) {
  return (
    <FormField label={label}>
      <Input type="date" value={value ?? ''} onChange={(_, data) => onChange(data.value)} />
    </FormField>
  );
}

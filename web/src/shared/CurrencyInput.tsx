/** A field for an amount: takes `12,50` and `12.50`, holds whole minor units, and tidies itself when left. */
import { Input, type InputProps } from '@fluentui/react-components';
import { useState } from 'react';
import type { Currency } from '../../../functions/domain/currency.ts';
import { amountText, parseAmount } from './amounts.ts';

/** An amount in minor units, or why there is none: nothing typed, or something that is no amount. */
export type AmountValue = number | 'empty' | 'unreadable';

/** What a Field gives to its control, and the size. */
type Passed = Pick<
  InputProps,
  | 'id'
  | 'size'
  | 'className'
  | 'required'
  | 'aria-label'
  | 'aria-labelledby'
  | 'aria-describedby'
  | 'aria-invalid'
  | 'aria-required'
>;

type CurrencyInputProps = Passed & {
  value: AmountValue;
  currency: Currency;
  onChange: (value: AmountValue) => void;
  onBlur?: () => void;
  inputRef?: (element: HTMLInputElement | null) => void;
};

export function CurrencyInput({ value, currency, onChange, onBlur, inputRef, ...input }: CurrencyInputProps) {
  const [typed, setTyped] = useState<string>();
  const shown = typed ?? (typeof value === 'number' ? amountText(value, currency) : '');
  const read = (text: string): AmountValue =>
    text.trim() === '' ? 'empty' : (parseAmount(text, currency) ?? 'unreadable');
  return (
    <Input
      {...input}
      ref={(element) => inputRef?.(element)}
      inputMode="decimal"
      autoComplete="off"
      value={shown}
      contentAfter={currency.toUpperCase()}
      onChange={(_, { value: text }) => {
        setTyped(text);
        onChange(read(text));
      }}
      onBlur={() => {
        if (typed !== undefined && read(typed) !== 'unreadable') setTyped(undefined);
        onBlur?.();
      }}
    />
  );
}

/** A field for an amount: takes `12,50` and `12.50`, holds whole minor units, and keeps what it cannot read. */
import { Input, type InputProps } from '@fluentui/react-components';
import { useState } from 'react';
import type { Currency } from '../../../../functions/domain/currency.ts';
import { type AmountLocale, type AmountValue, amountText, isUnread, readAmount } from '../money/amounts.ts';

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
  /** The language of the page, whose decimal sign counts. */
  locale?: AmountLocale;
  onChange: (value: AmountValue) => void;
  onBlur?: () => void;
  inputRef?: (element: HTMLInputElement | null) => void;
};

export function CurrencyInput(props: CurrencyInputProps) {
  const { value, currency, locale = 'en', onChange, onBlur, inputRef, ...input } = props;
  /** Only while the field is typed in: afterwards it shows what it holds. */
  const [typed, setTyped] = useState<string>();
  const held = isUnread(value) ? value.text : value === 'empty' ? '' : amountText(value, currency, locale);
  return (
    <Input
      {...input}
      ref={(element) => inputRef?.(element)}
      inputMode="decimal"
      autoComplete="off"
      value={typed ?? held}
      contentAfter={currency.toUpperCase()}
      onChange={(_, { value: text }) => {
        setTyped(text);
        onChange(readAmount(text, currency, locale));
      }}
      onBlur={() => {
        setTyped(undefined);
        onBlur?.();
      }}
    />
  );
}

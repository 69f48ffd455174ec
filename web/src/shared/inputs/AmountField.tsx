/** An amount with its label, its limits, and the reason when it is asked for again. */
import type { InputProps } from '@fluentui/react-components';
import { type AmountLimits, amountMistake } from '../money/amount-words.ts';
import { type AmountValue, isUnread } from '../money/amounts.ts';
import { CurrencyInput } from './CurrencyInput.tsx';
import { FormField } from './FormField.tsx';

type AmountFieldProps = AmountLimits & {
  label: string;
  value: AmountValue;
  onChange: (value: AmountValue) => void;
  /** Whether the form was sent: from then on the limits are said too. What cannot be read is said at once. */
  tried: boolean;
  /** What the server or another rule says of the amount. */
  error?: string | undefined;
  hint?: string;
  required?: boolean;
  size?: NonNullable<InputProps['size']>;
  className?: string;
};

export function AmountField(props: AmountFieldProps) {
  const { label, value, onChange, tried, error, hint, required = true, size, className, ...limits } = props;
  const mistake = tried || isUnread(value) ? amountMistake(value, limits) : undefined;
  return (
    <FormField label={label} required={required} error={mistake ?? error} {...(hint ? { hint } : {})}>
      <CurrencyInput
        value={value}
        currency={limits.currency}
        onChange={onChange}
        {...(limits.locale ? { locale: limits.locale } : {})}
        {...(size ? { size } : {})}
        {...(className ? { className } : {})}
      />
    </FormField>
  );
}

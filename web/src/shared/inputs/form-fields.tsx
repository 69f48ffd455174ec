/** The fields of a contract's form: each knows its name, and shows what the contract says is wrong with it. */
import { Input, type InputProps, Select, Textarea } from '@fluentui/react-components';
import { type Control, Controller, type FieldPath, type FieldValues } from 'react-hook-form';
import type { Currency } from '../../../../functions/domain/currency.ts';
import { unreadReason } from '../money/amount-words.ts';
import { type AmountValue, isUnread } from '../money/amounts.ts';
import { CurrencyInput } from './CurrencyInput.tsx';
import { FormField } from './FormField.tsx';

export type FieldProps<V extends FieldValues> = {
  // The parsed input of the form does not matter to a field.
  control: Control<V, unknown, unknown>;
  name: FieldPath<V>;
  label: string;
  hint?: string;
  required?: boolean;
  className?: string;
};

/** The parts of a field that go to its label. */
export const labelled = ({
  label,
  hint,
  required,
  className,
}: Omit<FieldProps<FieldValues>, 'control' | 'name'>) => ({
  label,
  ...(hint ? { hint } : {}),
  ...(required ? { required } : {}),
  ...(className ? { className } : {}),
});

type TextFieldProps<V extends FieldValues> = FieldProps<V> & {
  maxLength?: number;
  type?: NonNullable<InputProps['type']>;
  inputMode?: 'numeric';
  /** The last day that can be chosen. */
  max?: string;
};

export function TextField<V extends FieldValues>({
  control,
  name,
  maxLength,
  type,
  max,
  inputMode,
  ...field
}: TextFieldProps<V>) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field: { onChange, ...input }, fieldState }) => (
        <FormField {...labelled(field)} error={fieldState.error?.message}>
          <Input
            {...input}
            autoComplete="off"
            {...(type ? { type } : {})}
            {...(max ? { max } : {})}
            {...(inputMode ? { inputMode } : {})}
            {...(maxLength ? { maxLength } : {})}
            onChange={(_, data) => onChange(data.value)}
          />
        </FormField>
      )}
    />
  );
}

/** Text on several lines. */
export function LinesField<V extends FieldValues>({
  control,
  name,
  maxLength,
  rows = 2,
  ...field
}: FieldProps<V> & { maxLength: number; rows?: number }) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field: { onChange, ...input }, fieldState }) => (
        <FormField {...labelled(field)} error={fieldState.error?.message}>
          <Textarea
            {...input}
            maxLength={maxLength}
            rows={rows}
            onChange={(_, data) => onChange(data.value)}
          />
        </FormField>
      )}
    />
  );
}

/** An amount in minor units. What cannot be read as one is said at once, the limits when the form is sent. */
export function MoneyField<V extends FieldValues>({
  control,
  name,
  currency,
  required = true,
  ...field
}: FieldProps<V> & { currency: Currency }) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field: { value, onChange, onBlur, ref }, fieldState }) => {
        const amount = value as AmountValue;
        const unread = isUnread(amount) ? unreadReason(amount, currency) : undefined;
        return (
          <FormField {...labelled({ ...field, required })} error={unread ?? fieldState.error?.message}>
            <CurrencyInput
              value={amount}
              currency={currency}
              onChange={onChange}
              onBlur={onBlur}
              inputRef={ref}
            />
          </FormField>
        );
      }}
    />
  );
}

/** One of several. `prompt` stands there until one is chosen. */
export function SelectField<V extends FieldValues, T extends string>({
  control,
  name,
  choices,
  prompt,
  ...field
}: FieldProps<V> & {
  choices: readonly { value: T; label: string }[];
  prompt?: string;
}) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field: { onChange, ...input }, fieldState }) => (
        <FormField {...labelled(field)} error={fieldState.error?.message}>
          <Select {...input} onChange={(_, data) => onChange(data.value)}>
            {prompt && (
              <option value="" disabled>
                {prompt}
              </option>
            )}
            {choices.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </FormField>
      )}
    />
  );
}

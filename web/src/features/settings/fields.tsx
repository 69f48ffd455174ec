/** The kinds of fields that settings have. */
import { Input, Switch } from '@fluentui/react-components';
import { type Control, Controller, type FieldPath, type FieldValues } from 'react-hook-form';
import { FormField } from '../../shared/inputs/FormField.tsx';

type SettingProps<V extends FieldValues> = {
  // The parsed input of the form does not matter to a field.
  control: Control<V, unknown, unknown>;
  name: FieldPath<V>;
  label: string;
};

type TextSettingProps<V extends FieldValues> = SettingProps<V> & {
  hint?: string;
  /** What stands behind the number: `days`. */
  unit?: string;
  type?: 'text' | 'time';
};

export function TextSetting<V extends FieldValues>(props: TextSettingProps<V>) {
  const { control, name, label, hint, unit, type = 'text' } = props;
  return (
    <Controller
      control={control}
      name={name}
      render={({ field: { onChange, ...field }, fieldState }) => (
        <FormField label={label} error={fieldState.error?.message} {...(hint ? { hint } : {})}>
          <Input
            {...field}
            type={type}
            inputMode={unit ? 'numeric' : 'text'}
            autoComplete="off"
            {...(unit ? { contentAfter: unit } : {})}
            onChange={(_, data) => onChange(data.value)}
          />
        </FormField>
      )}
    />
  );
}

export function SwitchSetting<V extends FieldValues>({ control, name, label }: SettingProps<V>) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field: { value, onChange, ...field } }) => (
        <div>
          <Switch
            {...field}
            label={label}
            checked={value === true}
            onChange={(_, data) => onChange(data.checked)}
          />
        </div>
      )}
    />
  );
}

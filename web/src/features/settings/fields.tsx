/** The kinds of fields that settings have. */
import { Input, Switch } from '@fluentui/react-components';
import { FormField } from '../../shared/inputs/FormField.tsx';

type TextSettingProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  hint?: string;
  /** What stands behind the number: `days`. */
  unit?: string;
  type?: 'text' | 'time';
};

export function TextSetting({ label, value, onChange, error, hint, unit, type = 'text' }: TextSettingProps) {
  return (
    <FormField label={label} error={error} {...(hint ? { hint } : {})}>
      <Input
        type={type}
        inputMode={unit ? 'numeric' : 'text'}
        autoComplete="off"
        value={value}
        {...(unit ? { contentAfter: unit } : {})}
        onChange={(_, data) => onChange(data.value)}
      />
    </FormField>
  );
}

type SwitchSettingProps = { label: string; checked: boolean; onChange: (checked: boolean) => void };

export function SwitchSetting({ label, checked, onChange }: SwitchSettingProps) {
  return (
    <div>
      <Switch label={label} checked={checked} onChange={(_, data) => onChange(data.checked)} />
    </div>
  );
}

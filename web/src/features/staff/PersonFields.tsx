/** The name and the role of somebody, and the e-mail address of somebody new. */
import { Input, Radio, RadioGroup } from '@fluentui/react-components';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { STAFF_ROLES, type StaffRole } from '../../../../functions/domain/access.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import type { FieldMessages } from '../../shared/inputs/form-errors.ts';
import { ROLE_WORDS } from '../../shared/text/role-words.ts';

export type PersonValues = { email: string; name: string; role: StaffRole };

/** What to say about a field, where the contract's own words are too general. */
export const ADVICE: Record<string, string> = {
  email: 'Enter an e-mail address, such as ana@clinic.com.',
  name: 'Enter the name, in up to 120 characters.',
};

type PersonFieldsProps = {
  values: PersonValues;
  errors: FieldMessages;
  onChange: (values: PersonValues) => void;
  /** An address is given once, a role not by oneself. */
  fields: { email: boolean; role: boolean };
};

export function PersonFields({ values, errors, onChange, fields }: PersonFieldsProps) {
  const text = (field: 'email' | 'name', label: string, hint?: string) => (
    <FormField label={label} error={errors.get(field)} required {...(hint ? { hint } : {})}>
      <Input
        type={field === 'email' ? 'email' : 'text'}
        autoComplete="off"
        maxLength={field === 'email' ? LIMITS.email : LIMITS.staffName}
        value={values[field]}
        onChange={(_, data) => onChange({ ...values, [field]: data.value })}
      />
    </FormField>
  );
  return (
    <>
      {fields.email && text('email', 'E-mail', 'They sign in with it.')}
      {text('name', 'Name')}
      {fields.role && (
        <FormField label="Role" hint="What each role may do is on the tab “Roles”.">
          <RadioGroup
            value={values.role}
            onChange={(_, { value }) => {
              const role = STAFF_ROLES.find((each) => each === value);
              if (role) onChange({ ...values, role });
            }}
          >
            {[...STAFF_ROLES].reverse().map((role) => (
              <Radio key={role} value={role} label={ROLE_WORDS[role]} />
            ))}
          </RadioGroup>
        </FormField>
      )}
    </>
  );
}

/** The name and the role of someone, and the e-mail address of someone new. */
import type { Control, FieldPath, FieldValues } from 'react-hook-form';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { STAFF_ROLES } from '../../../../functions/domain/access.ts';
import { TextField } from '../../shared/inputs/form-fields.tsx';
import { RadioField } from '../../shared/inputs/RadioField.tsx';
import { ROLE_WORDS } from '../../shared/text/role-words.ts';

/** What to say about a field, where the contract's own words are too general. */
export const ADVICE = {
  email: 'Enter an e-mail address, such as ana@clinic.com.',
  name: 'Enter the name, in up to 120 characters.',
};

const ROLES = [...STAFF_ROLES].reverse().map((value) => ({ value, label: ROLE_WORDS[value] }));

type PersonFieldProps<V extends FieldValues> = { control: Control<V, unknown, unknown> };

export const NameField = <V extends FieldValues & { name: string }>({ control }: PersonFieldProps<V>) => (
  <TextField
    control={control}
    name={'name' as FieldPath<V>}
    label="Name"
    required
    maxLength={LIMITS.staffName}
  />
);

export const RoleField = <V extends FieldValues & { role: string }>({ control }: PersonFieldProps<V>) => (
  <RadioField
    control={control}
    name={'role' as FieldPath<V>}
    label="Role"
    hint="What each role may do is on the tab “Roles”."
    choices={ROLES}
  />
);

/** Invites a member of staff; the link with which they choose their password is e-mailed to them. */
import { useState } from 'react';
import { staff } from '../../../../functions/contracts/staff.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { adminApi } from '../../api/office.ts';
import { Problem } from '../../api/problem.ts';
import { type FieldMessages, problemErrors, schemaErrors } from '../../shared/inputs/form-errors.ts';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { ADVICE, PersonFields, type PersonValues } from './PersonFields.tsx';
import { usePersonAction } from './queries.ts';

const NEW_PERSON: PersonValues = { email: '', name: '', role: 'billing_clerk' };

const advised = (errors: FieldMessages): FieldMessages =>
  new Map([...errors].map(([path, text]) => [path, ADVICE[path] ?? text]));

function refusedFields(error: unknown): FieldMessages {
  if (error instanceof Problem && error.code === 'email_taken') return new Map([['email', error.detail]]);
  return problemErrors(error);
}

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [values, setValues] = useState(NEW_PERSON);
  const [errors, setErrors] = useState<FieldMessages>(new Map());
  const invite = usePersonAction({
    act: () => adminApi.staff.invite(values),
    done: `The invitation was e-mailed to ${isolate(values.email)}`,
    onDone: onClose,
  });
  const submit = () => {
    const found = advised(schemaErrors(staff.invite.input, values));
    setErrors(found);
    if (found.size === 0) {
      invite.mutate(undefined, { onError: (error) => setErrors(refusedFields(error)) });
    }
  };
  return (
    <FormDialog
      title="Invite somebody"
      action="Send invitation"
      busy={invite.isPending}
      error={errors.size > 0 ? null : invite.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <PersonFields
        values={values}
        errors={errors}
        onChange={setValues}
        fields={{ email: true, role: true }}
      />
    </FormDialog>
  );
}

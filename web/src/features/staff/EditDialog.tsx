/** Changes the name and the role of somebody; a role counts from their next request on. */
import { useState } from 'react';
import { staff } from '../../../../functions/contracts/staff.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { adminApi } from '../../api/office.ts';
import { useSignedIn } from '../../session/current.ts';
import { type FieldMessages, problemErrors, schemaErrors } from '../../shared/inputs/form-errors.ts';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { ADVICE, PersonFields, type PersonValues } from './PersonFields.tsx';
import { type Person, usePersonAction } from './queries.ts';

export function EditDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { staff: me } = useSignedIn();
  const [values, setValues] = useState<PersonValues>(person);
  const [errors, setErrors] = useState<FieldMessages>(new Map());
  const change = { id: person.id, name: values.name, role: values.role };
  const save = usePersonAction({
    act: () => adminApi.staff.edit(change),
    done: 'Changes were saved',
    onDone: onClose,
  });
  const submit = () => {
    const found = schemaErrors(staff.edit.input, change);
    setErrors(new Map([...found].map(([path, text]) => [path, ADVICE[path] ?? text])));
    if (found.size === 0) save.mutate(undefined, { onError: (error) => setErrors(problemErrors(error)) });
  };
  const own = me.id === person.id;
  return (
    <FormDialog
      title={`Edit ${isolate(person.name)}`}
      action="Save changes"
      busy={save.isPending}
      error={errors.size > 0 ? null : save.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <PersonFields
        values={values}
        errors={errors}
        onChange={setValues}
        fields={{ email: false, role: !own }}
      />
      {own && <p>Your role can be changed by another administrator only.</p>}
    </FormDialog>
  );
}

/** Changes the name and the role of someone; a role counts from their next request on. */
import { staff } from '../../../../functions/contracts/staff.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { adminApi } from '../../api/admin-api.ts';
import { useSignedIn } from '../../session/current.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { ADVICE, NameField, RoleField } from './PersonFields.tsx';
import { type Person, usePersonAction } from './queries.ts';

export function EditDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { staff: me } = useSignedIn();
  const { id, name, role, version } = person;
  const form = useContractForm(staff.edit.input, { values: { id, name, role }, advice: ADVICE });
  const save = usePersonAction({
    act: (input: Parameters<typeof adminApi.staff.edit>[0]) => adminApi.staff.edit(input, { version }),
    done: 'Changes were saved',
    onDone: onClose,
  });
  const own = me.id === id;
  return (
    <FormDialog
      {...formProps(form, save)}
      title={`Edit ${isolate(name)}`}
      action="Save changes"
      onClose={onClose}
    >
      <NameField control={form.control} />
      {own ? (
        <p>Your role can be changed by another administrator only.</p>
      ) : (
        <RoleField control={form.control} />
      )}
    </FormDialog>
  );
}

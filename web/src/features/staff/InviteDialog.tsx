/** Invites a member of staff, who chooses a password with the link that is e-mailed. */
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { staff } from '../../../../functions/contracts/staff.ts';
import type { StaffRole } from '../../../../functions/domain/access.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { adminApi } from '../../api/admin-api.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { TextField } from '../../shared/inputs/form-fields.tsx';
import { ADVICE, NameField, RoleField } from './PersonFields.tsx';
import { usePersonAction } from './queries.ts';

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const form = useContractForm(staff.invite.input, {
    values: { email: '', name: '', role: 'billing_clerk' as StaffRole },
    advice: ADVICE,
  });
  const invite = usePersonAction({
    act: adminApi.staff.invite,
    done: ({ email }) => `The invitation was e-mailed to ${isolate(email)}`,
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, invite, { email_taken: 'email' })}
      title="Invite a member of staff"
      action="Send invitation"
      onClose={onClose}
    >
      <TextField
        control={form.control}
        name="email"
        type="email"
        label="E-mail"
        required
        hint="They sign in with it."
        maxLength={LIMITS.email}
      />
      <NameField control={form.control} />
      <RoleField control={form.control} />
    </FormDialog>
  );
}

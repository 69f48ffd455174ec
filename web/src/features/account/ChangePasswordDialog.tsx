/** Changes the password of who is signed in; their other sessions end. */
import { auth } from '../../../../functions/contracts/auth.ts';
import { accountApi } from '../../api/account.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { PasswordField } from '../../shared/inputs/PasswordField.tsx';
import { PASSWORD_RULE, passwordMistake } from '../../shared/inputs/password-rule.ts';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';

type Values = { current_password: string; new_password: string };

function newPasswordMistake({ new_password }: Values) {
  const mistake = passwordMistake(new_password);
  return new Map(mistake ? [['new_password', mistake]] : []);
}

export function ChangePasswordDialog({ onClose }: { onClose: () => void }) {
  const form = useContractForm(auth.password.input, {
    values: { current_password: '', new_password: '' },
    check: newPasswordMistake,
    advice: { current_password: 'Enter your password.' },
  });
  const save = useAction({
    act: accountApi.password,
    changes: [KEYS.sessions],
    done: 'Your password is changed',
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, save, { password_wrong: 'current_password' })}
      title="Change password"
      action="Change password"
      onClose={onClose}
    >
      <PasswordField
        control={form.control}
        name="current_password"
        label="Current password"
        autoComplete="current-password"
      />
      <PasswordField
        control={form.control}
        name="new_password"
        label="New password"
        autoComplete="new-password"
        hint={PASSWORD_RULE}
      />
    </FormDialog>
  );
}

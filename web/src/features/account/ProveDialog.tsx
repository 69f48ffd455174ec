/** Asks for the password and a code before the second factor is turned off or its recovery codes are replaced. */
import type * as z from 'zod';
import { auth } from '../../../../functions/contracts/auth.ts';
import { accountApi } from '../../api/account.ts';
import { CodeField } from '../../shared/inputs/CodeField.tsx';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { PasswordField } from '../../shared/inputs/PasswordField.tsx';
import { useAction } from '../../shared/queries/use-action.ts';

const PURPOSES = {
  'turn-off': {
    title: 'Turn off two-factor authentication',
    text: 'You will sign in with your password only.',
    action: 'Turn off',
  },
  'new-codes': {
    title: 'New recovery codes',
    text: 'Your earlier recovery codes will stop working.',
    action: 'Create new codes',
  },
} as const;

type ReauthenticateDialogProps = {
  purpose: keyof typeof PURPOSES;
  /** The new recovery codes, if that was the purpose. */
  onDone: (codes: readonly string[]) => void;
  onClose: () => void;
};

const ADVICE = { password: 'Enter your password.', totp_code: 'Enter the code.' };
const FIELDS = { password_wrong: 'password', second_factor_wrong: 'totp_code' };

export function ReauthenticateDialog({ purpose, onDone, onClose }: ReauthenticateDialogProps) {
  const { title, text, action } = PURPOSES[purpose];
  // Both take the same proof.
  const form = useContractForm(auth.recoveryCodes.input, {
    values: { password: '', totp_code: '' },
    advice: ADVICE,
  });
  const reauthenticate = useAction({
    act: async (proof: z.output<typeof auth.recoveryCodes.input>): Promise<readonly string[]> => {
      if (purpose === 'new-codes') return (await accountApi.recoveryCodes(proof)).recovery_codes;
      await accountApi.secondFactorDisable(proof);
      return [];
    },
    changes: [],
    onDone,
    // A code works once.
    onFailed: () => form.resetField('totp_code'),
  });
  return (
    <FormDialog
      {...formProps(form, reauthenticate, FIELDS)}
      title={title}
      action={action}
      danger={purpose === 'turn-off'}
      onClose={onClose}
    >
      <p>{text}</p>
      <PasswordField
        control={form.control}
        name="password"
        label="Your password"
        autoComplete="current-password"
      />
      <CodeField control={form.control} name="totp_code" />
    </FormDialog>
  );
}

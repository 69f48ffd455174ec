/** Asks for the password and a code before the second factor is turned off or its recovery codes are replaced. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { accountApi } from '../../api/account.ts';
import { Problem } from '../../api/problem.ts';
import { CodeField } from '../../shared/inputs/CodeField.tsx';
import { PasswordField } from '../../shared/inputs/PasswordField.tsx';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';

const PURPOSES = {
  'turn-off': {
    title: 'Turn the second factor off',
    text: 'From then on your password alone opens your account.',
    action: 'Turn off',
  },
  'new-codes': {
    title: 'New recovery codes',
    text: 'All earlier recovery codes stop working.',
    action: 'Make new codes',
  },
} as const;

type ReauthenticateDialogProps = {
  purpose: keyof typeof PURPOSES;
  /** The new recovery codes, if that was the purpose. */
  onDone: (codes: readonly string[]) => void;
  onClose: () => void;
};

type Mistakes = { password?: string | undefined; code?: string | undefined };

function mistakesOf(error: unknown): Mistakes {
  if (!(error instanceof Problem)) return {};
  if (error.code === 'password_wrong') return { password: error.detail };
  return error.code === 'second_factor_wrong' ? { code: error.detail } : {};
}

export function ReauthenticateDialog({ purpose, onDone, onClose }: ReauthenticateDialogProps) {
  const { title, text, action } = PURPOSES[purpose];
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const reauthenticate = useMutation({
    mutationFn: async (): Promise<readonly string[]> => {
      const proof = { password, totp_code: code.trim() };
      if (purpose === 'new-codes') return (await accountApi.renewRecoveryCodes(proof)).recovery_codes;
      await accountApi.dropSecondFactor(proof);
      return [];
    },
    onSuccess: onDone,
    onError: (error) => {
      setCode('');
      setMistakes(mistakesOf(error));
    },
  });
  const submit = () => {
    const found: Mistakes = {
      password: password ? undefined : 'Enter your password.',
      code: code.trim().length < 6 ? 'Enter the code.' : undefined,
    };
    setMistakes(found);
    if (!found.password && !found.code) reauthenticate.mutate();
  };
  return (
    <FormDialog
      title={title}
      action={action}
      busy={reauthenticate.isPending}
      error={mistakes.password || mistakes.code ? null : reauthenticate.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{text}</p>
      <PasswordField
        label="Your password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        error={mistakes.password}
      />
      <CodeField value={code} onChange={setCode} error={mistakes.code} />
    </FormDialog>
  );
}

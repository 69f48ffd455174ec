/** Changes the password of who is signed in; their other sessions end. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { accountApi } from '../../api/account.ts';
import { Problem } from '../../api/problem.ts';
import { problemErrors } from '../../shared/inputs/form-errors.ts';
import { PasswordField } from '../../shared/inputs/PasswordField.tsx';
import { PASSWORD_RULE, passwordMistake } from '../../shared/inputs/password-rule.ts';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';

type FieldErrors = { current?: string | undefined; wanted?: string | undefined };

function refusedFields(error: unknown): FieldErrors {
  if (error instanceof Problem && error.code === 'password_wrong') return { current: error.detail };
  const errors = problemErrors(error);
  return { wanted: errors.get('new_password') ?? errors.get('password') };
}

export function ChangePasswordDialog({ onClose }: { onClose: () => void }) {
  const toasts = useToasts();
  const cache = useQueryClient();
  const [current, setCurrent] = useState('');
  const [wanted, setWanted] = useState('');
  const [errors, setErrors] = useState<FieldErrors>({});
  const save = useMutation({
    mutationFn: () => accountApi.password({ current_password: current, new_password: wanted }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ['sessions'] });
      toasts.success('Your password is changed');
      onClose();
    },
    onError: (error) => setErrors(refusedFields(error)),
  });
  const submit = () => {
    const found = { current: current ? undefined : 'Enter your password.', wanted: passwordMistake(wanted) };
    setErrors(found);
    if (!found.current && !found.wanted) save.mutate();
  };
  return (
    <FormDialog
      title="Change password"
      action="Change password"
      busy={save.isPending}
      error={errors.current || errors.wanted ? null : save.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <PasswordField
        label="Current password"
        value={current}
        onChange={setCurrent}
        autoComplete="current-password"
        error={errors.current}
      />
      <PasswordField
        label="New password"
        value={wanted}
        onChange={setWanted}
        autoComplete="new-password"
        error={errors.wanted}
        hint={PASSWORD_RULE}
      />
    </FormDialog>
  );
}

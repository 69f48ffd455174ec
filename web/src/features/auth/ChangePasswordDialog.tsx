/** Changes the password of who is signed in; their other sessions end. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { detailOf, Problem } from '../../api/problem.ts';
import { session } from '../../session/current.ts';
import { problemErrors } from '../../shared/form-errors.ts';
import { Notice } from '../../shared/Notice.tsx';
import { PasswordField } from '../../shared/PasswordField.tsx';
import { useToasts } from '../../shared/toasts.tsx';
import { useReturnFocus } from '../../shared/use-return-focus.ts';
import { useSheet } from '../../shared/use-sheet.ts';
import { PASSWORD_RULE, passwordMistake } from './password-rule.ts';

const useStyles = makeStyles({
  fields: { display: 'grid', gap: tokens.spacingVerticalM, paddingBottom: '2px' },
});

type FieldErrors = { current?: string | undefined; wanted?: string | undefined };

function refusedFields(error: unknown): FieldErrors {
  if (error instanceof Problem && error.code === 'password_wrong') return { current: error.detail };
  const errors = problemErrors(error);
  return { wanted: errors.get('new_password') ?? errors.get('password') };
}

export function ChangePasswordDialog({ onClose }: { onClose: () => void }) {
  const styles = useStyles();
  const sheet = useSheet();
  const toasts = useToasts();
  useReturnFocus();
  const [current, setCurrent] = useState('');
  const [wanted, setWanted] = useState('');
  const [errors, setErrors] = useState<FieldErrors>({});
  const save = useMutation({
    mutationFn: () => session.changePassword({ current_password: current, new_password: wanted }),
    onSuccess: () => {
      toasts.success('Your password is changed');
      onClose();
    },
    onError: (error) => setErrors(refusedFields(error)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (save.isPending) return;
    const found = { current: current ? undefined : 'Enter your password.', wanted: passwordMistake(wanted) };
    setErrors(found);
    if (!found.current && !found.wanted) save.mutate();
  };
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && !save.isPending && onClose()}>
      <DialogSurface className={sheet}>
        <form onSubmit={submit} noValidate>
          <DialogBody>
            <DialogTitle>Change password</DialogTitle>
            <DialogContent className={styles.fields}>
              {save.error && !errors.current && !errors.wanted && (
                <Notice intent="error">{detailOf(save.error)}</Notice>
              )}
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
            </DialogContent>
            <DialogActions>
              <Button appearance="secondary" disabledFocusable={save.isPending} onClick={onClose}>
                Cancel
              </Button>
              <Button appearance="primary" type="submit" disabledFocusable={save.isPending}>
                {save.isPending ? 'Saving…' : 'Change password'}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}

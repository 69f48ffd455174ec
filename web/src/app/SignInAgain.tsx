/** The session has ended while a form was filled in: the same person signs in over the page, and goes on. */
import { session } from '../session/current.ts';
import type { Staff } from '../session/session.ts';
import { CodeField } from '../shared/inputs/CodeField.tsx';
import { PasswordField } from '../shared/inputs/PasswordField.tsx';
import { useSignInForm } from '../shared/inputs/sign-in-form.ts';
import { FormDialog } from '../shared/layout/FormDialog.tsx';
import { Notice } from '../shared/layout/Notice.tsx';
import { TooManyTries } from '../shared/layout/TooManyTries.tsx';

export function SignInAgain({ staff }: { staff: Staff }) {
  const { control, withCode, busy, secondsLeft, failure, submit } = useSignInForm({
    email: staff.email,
    incorrect: 'Incorrect password.',
  });
  return (
    <FormDialog
      layer="sign-in-again"
      title="Sign in again"
      action="Sign in"
      stay="Discard and leave"
      busy={busy}
      error={undefined}
      onSubmit={submit}
      onClose={session.forget}
    >
      <p>
        Your session has ended. What you filled in is kept: sign in as <bdi>{staff.email}</bdi> to go on.
      </p>
      <TooManyTries secondsLeft={secondsLeft} />
      {failure && <Notice intent="error">{failure}</Notice>}
      <PasswordField
        control={control}
        name="password"
        label="Your password"
        autoComplete="current-password"
        autoFocus
      />
      {withCode && <CodeField control={control} name="totp_code" />}
    </FormDialog>
  );
}

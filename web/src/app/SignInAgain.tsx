/** The session has ended while a form was filled in: the same person signs in over the page, and goes on. */
import { useState } from 'react';
import { detailOf, Problem } from '../api/problem.ts';
import { session } from '../session/current.ts';
import type { Staff } from '../session/session.ts';
import { CodeField } from '../shared/inputs/CodeField.tsx';
import { PasswordField } from '../shared/inputs/PasswordField.tsx';
import { FormDialog } from '../shared/layout/FormDialog.tsx';
import { Notice } from '../shared/layout/Notice.tsx';
import { secondsInWords, useCountdown } from '../shared/layout/use-countdown.ts';

const codeOf = (error: unknown) => (error instanceof Problem ? error.code : undefined);

export function SignInAgain({ staff }: { staff: Staff }) {
  const [password, setPassword] = useState('');
  /** Undefined until the server asks for one. */
  const [code, setCode] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [secondsLeft, wait] = useCountdown();

  const refused = (caught: unknown) => {
    const asksForCode = codeOf(caught) === 'second_factor_needed' || codeOf(caught) === 'second_factor_wrong';
    setCode(asksForCode ? '' : undefined);
    if (!asksForCode) setPassword('');
    if (caught instanceof Problem && caught.status === 429) wait(caught.retryAfterSeconds ?? 60);
    else if (caught instanceof Problem && !asksForCode && [400, 401].includes(caught.status))
      setError('Incorrect password.');
    else if (codeOf(caught) !== 'second_factor_needed') setError(detailOf(caught));
  };
  const submit = async () => {
    if (secondsLeft > 0) return;
    if (!password) return setError('Enter your password.');
    if (code !== undefined && code.trim().length < 6) return setError('Enter the code from your app.');
    setBusy(true);
    setError(undefined);
    try {
      await session.login(staff.email, password, code?.trim());
    } catch (caught) {
      refused(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormDialog
      layer="sign-in-again"
      title="Sign in again"
      action="Sign in"
      stay="Discard and leave"
      busy={busy}
      error={undefined}
      onSubmit={() => void submit()}
      onClose={session.forget}
    >
      <p>
        Your session has ended. What you filled in is kept: sign in as <bdi>{staff.email}</bdi> to go on.
      </p>
      {secondsLeft > 0 && (
        <Notice intent="error">
          Too many tries. <span aria-hidden="true">Wait {secondsInWords(secondsLeft)}.</span>
        </Notice>
      )}
      {secondsLeft === 0 && error && <Notice intent="error">{error}</Notice>}
      <PasswordField
        label="Your password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        autoFocus
      />
      {code !== undefined && <CodeField value={code} onChange={setCode} />}
    </FormDialog>
  );
}

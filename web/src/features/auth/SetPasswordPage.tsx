/** Choosing a password with the one-time link of an invitation or a reset. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { type FormEvent, useEffect, useState } from 'react';
import { useLocation } from 'react-router';
import { detailOf, Problem } from '../../api/problem.ts';
import { session } from '../../session/current.ts';
import { problemErrors } from '../../shared/inputs/form-errors.ts';
import { PasswordField } from '../../shared/inputs/PasswordField.tsx';
import { PASSWORD_RULE, passwordMistake } from '../../shared/inputs/password-rule.ts';
import { AuthCard } from '../../shared/layout/AuthCard.tsx';
import { AppLink } from '../../shared/layout/links.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { useLarge } from '../../shared/layout/use-large.ts';

const useStyles = makeStyles({
  form: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
});

/** The token after `#`, which no server ever sees; kept in memory, and taken out of the address and the history. */
function useTokenOfLink(): string {
  const location = useLocation();
  const [token, setToken] = useState(location.hash.slice(1));
  useEffect(() => {
    if (!location.hash) return;
    setToken(location.hash.slice(1));
    window.history.replaceState(window.history.state, '', location.pathname);
  }, [location]);
  return token;
}

const isSpent = (error: unknown) => error instanceof Problem && error.code === 'link_no_longer_valid';

export function SetPasswordPage() {
  const styles = useStyles();
  const large = useLarge();
  const token = useTokenOfLink();
  const [password, setPassword] = useState('');
  const [mistake, setMistake] = useState<string>();
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const found = passwordMistake(password);
    setMistake(found);
    setFailure(undefined);
    if (found) return;
    setBusy(true);
    try {
      await session.resetPassword({ token, password });
      setPassword('');
      setDone(true);
    } catch (error) {
      const ofField = problemErrors(error).get('password');
      setMistake(ofField);
      if (!ofField) setFailure(error);
    } finally {
      setBusy(false);
    }
  };

  if (done) {
    return (
      <AuthCard title="Choose your password">
        <div role="status">
          <Notice intent="success">Your password is set. Log in with it from now on.</Notice>
        </div>
        <AppLink to="/staff/login">Log in</AppLink>
      </AuthCard>
    );
  }
  if (!token || isSpent(failure)) {
    return (
      <AuthCard title="Choose your password">
        <Notice intent="error" title="This link does not work any more">
          It was used already, is too old, or is not complete. Ask an administrator of your clinic for a new
          one.
        </Notice>
        <AppLink to="/staff/login">Log in</AppLink>
      </AuthCard>
    );
  }
  return (
    <AuthCard title="Choose your password" lead="The link works once. Everywhere else you are signed out.">
      <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        {failure != null && <Notice intent="error">{detailOf(failure)}</Notice>}
        <PasswordField
          label="New password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          error={mistake}
          hint={PASSWORD_RULE}
        />
        <Button className={large} type="submit" appearance="primary" size="large" disabledFocusable={busy}>
          {busy ? 'Saving…' : 'Set password'}
        </Button>
      </form>
    </AuthCard>
  );
}

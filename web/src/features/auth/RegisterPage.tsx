/** Creates the clinic's first administrator, with the setup code that the start-up prints. */
import { Button, Input, makeStyles, tokens } from '@fluentui/react-components';
import { type FormEvent, useEffect, useState } from 'react';
import { Navigate } from 'react-router';
import { detailOf, Problem } from '../../api/problem.ts';
import { session, useSession } from '../../session/current.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { PasswordField } from '../../shared/inputs/PasswordField.tsx';
import { PASSWORD_RULE, passwordMistake } from '../../shared/inputs/password-rule.ts';
import { AuthCard } from '../../shared/layout/AuthCard.tsx';
import { AppLink } from '../../shared/layout/links.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { useLarge } from '../../shared/layout/use-large.ts';
import { codeInAddress } from './setup-link.ts';

const useStyles = makeStyles({
  form: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
});

const EMPTY = { name: '', email: '', password: '', setup_code: '' };
type Values = typeof EMPTY;
type FieldErrors = Partial<Record<keyof Values, string>>;

function mistakes(values: Values): FieldErrors {
  const errors: FieldErrors = {};
  if (!values.name.trim()) errors.name = 'Enter your name.';
  if (!/^\S+@\S+\.\S+$/.test(values.email.trim()))
    errors.email = 'Enter an e-mail address, such as ana@clinic.com.';
  const password = passwordMistake(values.password);
  if (password) errors.password = password;
  if (!values.setup_code.trim()) errors.setup_code = 'Enter the setup code that the setup printed.';
  return errors;
}

const fieldErrorsOf = (error: unknown): FieldErrors =>
  error instanceof Problem
    ? Object.fromEntries(error.errors.map(({ path, message }) => [path, message]))
    : {};

export function RegisterPage() {
  const styles = useStyles();
  const large = useLarge();
  const state = useSession();
  const [values, setValues] = useState(() => ({ ...EMPTY, setup_code: codeInAddress(location.hash) }));
  const [errors, setErrors] = useState<FieldErrors>({});
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const set = (field: keyof Values) => (value: string) => setValues((now) => ({ ...now, [field]: value }));

  // The code of the link must not stay in the address bar or the history.
  useEffect(() => {
    if (location.hash !== '') history.replaceState(history.state, '', location.pathname);
  }, []);

  if (state.status === 'signed-in') return <Navigate to="/staff" replace />;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const found = mistakes(values);
    setErrors(found);
    setFailure(undefined);
    if (Object.keys(found).length > 0) return setFailure('Please correct the marked fields.');
    setBusy(true);
    try {
      const [name, email, setup_code] = [values.name.trim(), values.email.trim(), values.setup_code.trim()];
      await session.register({ name, email, password: values.password, setup_code, role: 'admin' });
      await session.login(email, values.password);
    } catch (error) {
      setErrors(fieldErrorsOf(error));
      setFailure(detailOf(error));
    } finally {
      setBusy(false);
    }
  };

  const text = (
    field: 'name' | 'email' | 'setup_code',
    label: string,
    autoComplete: string,
    hint?: string,
  ) => (
    <FormField label={label} error={errors[field]} {...(hint ? { hint } : {})}>
      <Input
        className={large}
        size="large"
        type={field === 'email' ? 'email' : 'text'}
        autoComplete={autoComplete}
        value={values[field]}
        onChange={(_, data) => set(field)(data.value)}
      />
    </FormField>
  );

  return (
    <AuthCard
      title="Create the first administrator"
      lead="Only while the clinic has no staff yet. Afterwards an administrator adds people."
    >
      <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        {failure && <Notice intent="error">{failure}</Notice>}
        {text('name', 'Name', 'name')}
        {text('email', 'E-mail', 'username')}
        <PasswordField
          value={values.password}
          onChange={set('password')}
          autoComplete="new-password"
          error={errors.password}
          hint={PASSWORD_RULE}
        />
        {text(
          'setup_code',
          'Setup code',
          'off',
          'The setup printed it, and a trial prints it when it starts.',
        )}
        <Button className={large} type="submit" appearance="primary" size="large" disabledFocusable={busy}>
          {busy ? 'Creating…' : 'Create administrator'}
        </Button>
        <AppLink to="/staff/login">Log in instead</AppLink>
      </form>
    </AuthCard>
  );
}

/** Creates the clinic's first administrator, with the setup code that the start-up prints. */
import { Button, Input, makeStyles, tokens } from '@fluentui/react-components';
import { type FormEvent, useEffect, useState } from 'react';
import { type Control, Controller, useForm } from 'react-hook-form';
import { Navigate } from 'react-router';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { detailOf } from '../../api/problem.ts';
import { session, useSession } from '../../session/current.ts';
import { AuthCard } from '../../shared/layout/AuthCard.tsx';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { problemErrors } from '../../shared/inputs/form-errors.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { PasswordField } from '../../shared/inputs/PasswordField.tsx';
import { PASSWORD_RULE, passwordMistake } from '../../shared/inputs/password-rule.ts';
import { plainResolver } from '../../shared/inputs/plain-resolver.ts';
import { useLarge } from '../../shared/layout/use-large.ts';
import { codeInAddress } from './setup-link.ts';

const useStyles = makeStyles({
  form: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
});

const EMPTY = { name: '', email: '', password: '', setup_code: '' };
type Values = typeof EMPTY;

const LENGTHS = { name: LIMITS.staffName, email: LIMITS.email, setup_code: 200 };

const mistakes = ({ name, email, password, setup_code }: Values) => ({
  name: name.trim() ? undefined : 'Enter your name.',
  email: /^\S+@\S+\.\S+$/.test(email.trim()) ? undefined : 'Enter an e-mail address, such as ana@clinic.com.',
  password: passwordMistake(password),
  setup_code: setup_code.trim() ? undefined : 'Enter the setup code that the setup printed.',
});

type TextProps = {
  control: Control<Values>;
  name: 'name' | 'email' | 'setup_code';
  label: string;
  autoComplete: string;
  hint?: string;
};

function Text({ control, name, label, autoComplete, hint }: TextProps) {
  const large = useLarge();
  return (
    <Controller
      control={control}
      name={name}
      render={({ field: { onChange, ...field }, fieldState }) => (
        <FormField label={label} error={fieldState.error?.message} {...(hint ? { hint } : {})}>
          <Input
            {...field}
            className={large}
            size="large"
            type={name === 'email' ? 'email' : 'text'}
            autoComplete={autoComplete}
            maxLength={LENGTHS[name]}
            onChange={(_, data) => onChange(data.value)}
          />
        </FormField>
      )}
    />
  );
}

/** Creates the administrator and signs in; what the server refuses is brought to its field. */
function useRegistration() {
  const [failure, setFailure] = useState<string>();
  const form = useForm<Values>({
    defaultValues: { ...EMPTY, setup_code: codeInAddress(location.hash) },
    resolver: plainResolver(mistakes),
  });
  const refused = (error: unknown) => {
    for (const [path, message] of problemErrors(error)) form.setError(path as keyof Values, { message });
    setFailure(detailOf(error));
  };
  const create = async ({ password, ...values }: Values) => {
    const [name, email, setup_code] = [values.name.trim(), values.email.trim(), values.setup_code.trim()];
    await session.register({ name, email, password, setup_code, role: 'admin' });
    await session.login(email, password);
  };
  const send = form.handleSubmit(
    (values) => create(values).catch(refused),
    () => setFailure('Please correct the marked fields.'),
  );
  return { control: form.control, busy: form.formState.isSubmitting, failure, setFailure, send };
}

export function RegisterPage() {
  const styles = useStyles();
  const large = useLarge();
  const state = useSession();
  const { control, busy, failure, setFailure, send } = useRegistration();

  // The code of the link must not stay in the address bar or the history.
  useEffect(() => {
    if (location.hash !== '') history.replaceState(history.state, '', location.pathname);
  }, []);

  if (state.status === 'signed-in') return <Navigate to="/staff" replace />;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setFailure(undefined);
    void send();
  };
  return (
    <AuthCard
      title="Create the first administrator"
      lead="Only while the clinic has no staff yet. Afterwards an administrator adds people."
    >
      <form className={styles.form} onSubmit={submit} noValidate>
        {failure && <Notice intent="error">{failure}</Notice>}
        <Text control={control} name="name" label="Name" autoComplete="name" />
        <Text control={control} name="email" label="E-mail" autoComplete="username" />
        <PasswordField control={control} name="password" autoComplete="new-password" hint={PASSWORD_RULE} />
        <Text
          control={control}
          name="setup_code"
          label="Setup code"
          autoComplete="off"
          hint="The setup printed it, and a trial prints it when it starts."
        />
        <Button className={large} type="submit" appearance="primary" size="large" disabledFocusable={busy}>
          {busy ? 'Creating…' : 'Create administrator'}
        </Button>
        <AppLink to="/staff/login">Sign in instead</AppLink>
      </form>
    </AuthCard>
  );
}

/** Signing in: e-mail, password, and a code once the server asks for one. */
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { detailOf, Problem } from '../../api/problem.ts';
import { session } from '../../session/current.ts';
import { plainResolver } from './plain-resolver.ts';
import { useCountdown } from '../layout/use-countdown.ts';

export type SignInValues = { email: string; password: string; totp_code: string };

type SignInForm = {
  email: string;
  /** What is said when the server does not take them, without revealing which of them was wrong. */
  incorrect: string;
};

const codeOf = (error: unknown) => (error instanceof Problem ? error.code : undefined);
const asksForCode = (error: unknown) =>
  codeOf(error) === 'second_factor_needed' || codeOf(error) === 'second_factor_wrong';

/** What went wrong, in words. */
function reasonOf(error: unknown, incorrect: string): string | undefined {
  if (codeOf(error) === 'second_factor_needed') return undefined;
  const refused = error instanceof Problem && (error.status === 400 || error.status === 401);
  return refused && !asksForCode(error) ? incorrect : detailOf(error);
}

/** What is missing, by field. */
export const signInMistakes = ({ email, password, totp_code }: SignInValues, withCode: boolean) => ({
  email: email.trim() ? undefined : 'Enter your e-mail.',
  password: password ? undefined : 'Enter your password.',
  totp_code: withCode && totp_code.trim().length < 6 ? 'Enter the code from your app.' : undefined,
});

export function useSignInForm({ email, incorrect }: SignInForm) {
  const [withCode, setWithCode] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [secondsLeft, wait] = useCountdown();
  const form = useForm<SignInValues>({
    defaultValues: { email, password: '', totp_code: '' },
    resolver: plainResolver((values) => signInMistakes(values, withCode)),
  });
  const busy = form.formState.isSubmitting;

  /** Asks for the code when the password was right; otherwise for what was wrong, and for the code no more. */
  const refused = (error: unknown) => {
    setWithCode(asksForCode(error));
    form.setValue('totp_code', '');
    if (!asksForCode(error)) form.setValue('password', '');
    if (error instanceof Problem && error.status === 429) wait(error.retryAfterSeconds ?? 60);
    else setFailure(reasonOf(error, incorrect));
  };
  const send = form.handleSubmit(async ({ email: address, password, totp_code }) => {
    await session.login(address.trim(), password, withCode ? totp_code.trim() : undefined).catch(refused);
  });
  return {
    control: form.control,
    withCode,
    busy,
    secondsLeft,
    failure: secondsLeft > 0 ? undefined : failure,
    submit: () => {
      if (busy || secondsLeft > 0) return;
      setFailure(undefined);
      void send();
    },
  };
}

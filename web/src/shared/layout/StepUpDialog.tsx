/** Asks the person at the desk to show that they are still the one who signed in. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { auth } from '../../../../functions/contracts/auth.ts';
import { accountApi } from '../../api/account.ts';
import { isUnknown } from '../../api/idempotency.ts';
import { detailOf, Problem } from '../../api/problem.ts';
import { accountQuery } from '../queries/account.ts';
import { CodeField } from '../inputs/CodeField.tsx';
import { formProps, useContractForm } from '../inputs/contract-form.ts';
import { FormDialog } from './FormDialog.tsx';
import { Notice } from './Notice.tsx';
import { PasswordField } from '../inputs/PasswordField.tsx';
import { ErrorState, LoadingRows } from './states.tsx';
import { TooManyTries } from './TooManyTries.tsx';
import { useAction } from '../queries/use-action.ts';
import { useCountdown } from './use-countdown.ts';

type StepUpDialogProps = {
  /** The one request that the proof is to allow; without one it counts for five minutes. */
  request: string | undefined;
  onProven: () => void;
  onClose: () => void;
};

type Values = { totp_code: string; password: string; request?: string | undefined };

/** With a code where there is a second factor, else with the password. */
function useProof({ request, onProven }: StepUpDialogProps) {
  /** A new field for each try takes the focus. */
  const [attempt, setAttempt] = useState(0);
  const [secondsLeft, wait] = useCountdown();
  const me = useQuery({ ...accountQuery, staleTime: 0 });
  const byCode = me.data?.second_factor === true;
  const form = useContractForm(auth.stepUp.input, {
    values: { totp_code: '', password: '', request } as Values,
    toInput: ({ totp_code, password }: Values) => ({ ...(byCode ? { totp_code } : { password }), request }),
    advice: { totp_code: 'Enter the code.', password: 'Enter your password.' },
  });
  const action = useAction({
    act: accountApi.stepUp,
    changes: [],
    onDone: onProven,
    onFailed: (error) => {
      form.reset();
      setAttempt((now) => now + 1);
      if (!(error instanceof Problem)) return;
      if (error.status === 429) wait(error.retryAfterSeconds ?? 60);
      // A second factor was added or removed meanwhile.
      if (error.code === 'second_factor_needed' || error.code === 'password_needed') void me.refetch();
    },
  });
  return { form, action, attempt, secondsLeft, me, byCode };
}

export function StepUpDialog(props: StepUpDialogProps) {
  const { form, action, attempt, secondsLeft, me, byCode } = useProof(props);
  const { busy, error, onSubmit } = formProps(form, action);
  // The fields stay open after a lost answer: a proof is given once more, nothing is done twice.
  const unknown = isUnknown(error);
  return (
    <FormDialog
      title="Is it still you?"
      action="Confirm"
      busy={busy}
      error={secondsLeft > 0 || unknown ? null : error}
      onSubmit={() => me.data && secondsLeft === 0 && onSubmit()}
      onClose={props.onClose}
    >
      <p>
        {props.request === undefined
          ? 'This changes who may do what, or takes data out of the clinic. Please confirm that it is you at this desk.'
          : 'This moves money. Please confirm that it is you at this desk.'}
      </p>
      <TooManyTries secondsLeft={secondsLeft} />
      {unknown && <Notice intent="error">{detailOf(error)}</Notice>}
      {me.isPending && <LoadingRows rows={1} label="Looking up how you sign in" />}
      {me.isError && <ErrorState error={me.error} onRetry={() => void me.refetch()} />}
      {me.data && byCode && <CodeField key={attempt} control={form.control} name="totp_code" />}
      {me.data && !byCode && (
        <PasswordField
          key={attempt}
          control={form.control}
          name="password"
          label="Your password"
          autoComplete="current-password"
          autoFocus
        />
      )}
    </FormDialog>
  );
}

/** Asks the person at the desk to show that they are still the one who signed in. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { accountApi } from '../../api/account.ts';
import { isUnknown } from '../../api/idempotency.ts';
import { detailOf, Problem } from '../../api/problem.ts';
import { CodeField } from '../inputs/CodeField.tsx';
import { PasswordField } from '../inputs/PasswordField.tsx';
import { FormDialog } from './FormDialog.tsx';
import { Notice } from './Notice.tsx';
import { ErrorState, LoadingRows } from './states.tsx';
import { secondsInWords, useCountdown } from './use-countdown.ts';

type StepUpDialogProps = {
  /** The one request that the proof is to allow; without one it counts for five minutes. */
  request: string | undefined;
  onProven: () => void;
  onClose: () => void;
};

/** With a code where there is a second factor, else with the password. */
export function StepUpDialog({ request, onProven, onClose }: StepUpDialogProps) {
  const [proof, setProof] = useState('');
  /** A new field for each try takes the focus. */
  const [attempt, setAttempt] = useState(0);
  const [missing, setMissing] = useState(false);
  const [secondsLeft, wait] = useCountdown();
  const me = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => accountApi.me({}, { signal }),
    staleTime: 0,
  });
  const byCode = me.data?.second_factor === true;
  const prove = useMutation({
    mutationFn: () =>
      accountApi.stepUp({ ...(byCode ? { totp_code: proof.trim() } : { password: proof }), request }),
    onSuccess: onProven,
    onError: (error) => {
      setProof('');
      setAttempt((now) => now + 1);
      if (!(error instanceof Problem)) return;
      if (error.status === 429) wait(error.retryAfterSeconds ?? 60);
      // A second factor was added or removed meanwhile.
      if (error.code === 'second_factor_needed' || error.code === 'password_needed') void me.refetch();
    },
  });
  const enough = byCode ? proof.trim().length >= 6 : proof.length > 0;
  const submit = () => {
    if (!me.data || secondsLeft > 0) return;
    setMissing(!enough);
    if (enough) prove.mutate();
  };
  const change = (text: string) => {
    setProof(text);
    setMissing(false);
  };
  return (
    <FormDialog
      title="Is it still you?"
      action="Confirm"
      busy={prove.isPending}
      error={secondsLeft > 0 || isUnknown(prove.error) ? null : prove.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>
        {request === undefined
          ? 'This changes who may do what, or takes data out of the clinic. Please confirm that it is you at this desk.'
          : 'This moves money. Please confirm that it is you at this desk.'}
      </p>
      {secondsLeft > 0 && (
        <Notice intent="error">
          Too many tries. <span aria-hidden="true">Wait {secondsInWords(secondsLeft)}.</span>
        </Notice>
      )}
      {isUnknown(prove.error) && <Notice intent="error">{detailOf(prove.error)}</Notice>}
      {me.isPending && <LoadingRows rows={1} label="Looking up how you sign in" />}
      {me.isError && <ErrorState error={me.error} onRetry={() => void me.refetch()} />}
      {me.data && byCode && (
        <CodeField
          key={attempt}
          value={proof}
          onChange={change}
          error={missing ? 'Enter the code.' : undefined}
        />
      )}
      {me.data && !byCode && (
        <PasswordField
          key={attempt}
          label="Your password"
          value={proof}
          onChange={change}
          autoComplete="current-password"
          error={missing ? 'Enter your password.' : undefined}
          autoFocus
        />
      )}
    </FormDialog>
  );
}

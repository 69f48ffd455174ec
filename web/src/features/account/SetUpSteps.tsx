/** Setting up a second factor, step by step: the password, the code of the app, the recovery codes. */
import { Button, Input, Link, makeStyles, tokens } from '@fluentui/react-components';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Controller } from 'react-hook-form';
import { auth } from '../../../../functions/contracts/auth.ts';
import { accountApi } from '../../api/account.ts';
import { detailOf } from '../../api/problem.ts';
import { CopyButton } from '../../shared/inputs/CopyButton.tsx';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { PasswordField } from '../../shared/inputs/PasswordField.tsx';
import { useAction } from '../../shared/queries/use-action.ts';
import { useLarge } from '../../shared/layout/use-large.ts';
import { QrCode } from './QrCode.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';

const useStyles = makeStyles({
  form: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
  offer: { display: 'grid', justifyItems: 'center', gap: tokens.spacingVerticalM },
  secret: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase300,
    letterSpacing: '0.04em',
    overflowWrap: 'anywhere',
    textAlign: 'center',
  },
  buttons: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'flex-end',
    gap: tokens.spacingHorizontalS,
  },
});

/** `ABCDEFGH` → `ABCD EFGH`, which is easier to type. */
const inGroups = (secret: string) => (secret.match(/.{1,4}/g) ?? []).join(' ');

type SetUpStepsProps = {
  onDone: () => void;
  /** The way out before anything is set up. */
  onCancel: () => void;
  cancel: string;
};

export function SetUpSteps({ onDone, onCancel, cancel }: SetUpStepsProps) {
  const [offer, setOffer] = useState<{ secret: string; uri: string }>();
  const [codes, setCodes] = useState<readonly string[]>();
  if (codes) return <KeepCodes codes={codes} onDone={onDone} />;
  const leave = (
    <Button appearance="secondary" onClick={onCancel}>
      {cancel}
    </Button>
  );
  return offer ? (
    <ConfirmStep offer={offer} onConfirmed={setCodes} leave={leave} />
  ) : (
    <PasswordStep onOffered={setOffer} leave={leave} />
  );
}

type StepProps = {
  children: ReactNode;
  error: unknown;
  busy: boolean;
  leave: ReactNode;
  onSubmit: () => void;
};

function Step({ children, error, busy, leave, onSubmit }: StepProps) {
  const styles = useStyles();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (!busy) onSubmit();
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {error != null && <Notice intent="error">{detailOf(error)}</Notice>}
      {children}
      <div className={styles.buttons}>
        {leave}
        <Button appearance="primary" type="submit" disabledFocusable={busy}>
          {busy ? 'One moment…' : 'Continue'}
        </Button>
      </div>
    </form>
  );
}

type PasswordStepProps = {
  onOffered: (offer: { secret: string; uri: string }) => void;
  leave: ReactNode;
};

function PasswordStep({ onOffered, leave }: PasswordStepProps) {
  const form = useContractForm(auth.secondFactor.input, {
    values: { password: '' },
    advice: { password: 'Enter your password.' },
  });
  const offer = useAction({
    act: accountApi.secondFactor,
    changes: [],
    onDone: onOffered,
    onFailed: () => form.resetField('password'),
  });
  return (
    <Step {...formProps(form, offer, { password_wrong: 'password' })} leave={leave}>
      <p>
        You need an authenticator app on your phone, such as Aegis, Google Authenticator or the one in your
        password manager. First, show that it is you.
      </p>
      <PasswordField
        control={form.control}
        name="password"
        label="Your password"
        autoComplete="current-password"
        autoFocus
      />
    </Step>
  );
}

type ConfirmStepProps = {
  offer: { secret: string; uri: string };
  onConfirmed: (codes: readonly string[]) => void;
  leave: ReactNode;
};

const WRONG_CODE = {
  second_factor_wrong: {
    field: 'totp_code',
    message: 'Incorrect code. Wait for the next one and try again.',
  },
};

function ConfirmStep({ offer, onConfirmed, leave }: ConfirmStepProps) {
  const styles = useStyles();
  const large = useLarge();
  const form = useContractForm(auth.secondFactorConfirm.input, {
    values: { totp_code: '' },
    toInput: ({ totp_code }) => ({ totp_code: totp_code.replace(/\s/g, '') }),
    advice: { totp_code: 'Enter the six digits that the app shows.' },
  });
  const confirm = useAction({
    act: accountApi.secondFactorConfirm,
    changes: [],
    onDone: ({ recovery_codes }) => onConfirmed(recovery_codes),
    onFailed: () => form.resetField('totp_code'),
  });
  return (
    <Step {...formProps(form, confirm, WRONG_CODE)} leave={leave}>
      <p>Scan this with the app, or type the key into it. On your phone, use the link below.</p>
      <div className={styles.offer}>
        <QrCode text={offer.uri} label="QR code for your authenticator app" />
        <code className={styles.secret} data-testid="secret">
          {inGroups(offer.secret)}
        </code>
        <CopyButton text={offer.secret} label="Copy key" />
        <Link href={offer.uri}>Open in the app on this device</Link>
      </div>
      <Controller
        control={form.control}
        name="totp_code"
        render={({ field: { onChange, ...field }, fieldState }) => (
          <FormField
            label="Code from your app"
            hint="Six digits. It changes every half minute."
            error={fieldState.error?.message}
          >
            <Input
              {...field}
              className={large}
              size="large"
              inputMode="numeric"
              autoComplete="one-time-code"
              autoFocus
              maxLength={10}
              onChange={(_, data) => onChange(data.value)}
            />
          </FormField>
        )}
      />
    </Step>
  );
}

export function KeepCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const styles = useStyles();
  return (
    <div className={styles.form}>
      <RecoveryCodes codes={codes} />
      <div className={styles.buttons}>
        <Button appearance="primary" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}

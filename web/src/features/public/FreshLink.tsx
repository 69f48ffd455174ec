/** Asks for a fresh link, which goes to the address on file; the answer is the same whatever the token is. */
import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { patientApi } from '../../api/patient.ts';
import { Problem } from '../../api/problem.ts';
import { useMessages } from './language.ts';
import { useResultStyles } from './result-styles.ts';

type FreshLinkProps = { token: string; appearance?: 'primary' | 'secondary' };

export function FreshLink({ token, appearance = 'primary' }: FreshLinkProps) {
  const styles = useResultStyles();
  const words = useMessages();
  const [state, setState] = useState<'asked' | 'sending' | 'sent' | 'failed' | 'too-many'>('asked');
  const renew = async () => {
    setState('sending');
    try {
      await patientApi.renewLink({ token });
      setState('sent');
    } catch (error) {
      setState(error instanceof Problem && error.status === 429 ? 'too-many' : 'failed');
    }
  };
  const said = {
    asked: '',
    sending: '',
    sent: words.renewed,
    failed: words.renewFailed,
    'too-many': words.tooMany,
  };
  return (
    <>
      <p role="status">
        <strong>{said[state]}</strong>
      </p>
      {state !== 'sent' && (
        <Button
          className={styles.button}
          appearance={appearance}
          size="large"
          disabledFocusable={state === 'sending'}
          onClick={() => void renew()}
        >
          {state === 'sending' ? words.renewing : words.renew}
        </Button>
      )}
    </>
  );
}

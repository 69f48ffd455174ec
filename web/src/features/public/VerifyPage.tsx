/** Checks a document by its check code or its file, which never leaves the device. */
import { Button, Field, Input } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { patientApi } from '../../api/patient.ts';
import { Problem } from '../../api/problem.ts';
import { Facts } from '../../shared/layout/Facts.tsx';
import { Frame, ResultHeading } from './Frame.tsx';
import { useMessages } from './language.ts';
import { useResultStyles } from './result-styles.ts';
import { useVerifyMessages } from './verify-messages.ts';

type Checked = Awaited<ReturnType<typeof patientApi.verifyDocument>>;
type State = Checked | 'ready' | 'checking' | 'failed' | 'too-many';

async function fingerprint(file: File): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function Result({ state }: { state: State }) {
  const styles = useResultStyles();
  const words = useMessages();
  const texts = useVerifyMessages();
  if (state === 'failed') return <p role="alert">{texts.failed}</p>;
  if (state === 'too-many') return <p role="alert">{words.tooMany}</p>;
  if (typeof state === 'string') return null;
  const { document } = state;
  if (!document) return <p role="alert">{texts.unknown}</p>;
  const on = new Intl.DateTimeFormat(words.locale, { dateStyle: 'long', timeZone: 'UTC' });
  return (
    <div role="status">
      <p>
        <strong>{texts.genuine}</strong>
      </p>
      <Facts
        facts={[
          [texts.kind, texts.kinds[document.kind]],
          ...(document.number === null ? [] : ([[texts.number, document.number]] as const)),
          [words.date, on.format(new Date(document.dated_on))],
        ]}
      />
      <p className={styles.quiet}>{texts.compare}</p>
    </div>
  );
}

export function VerifyPage() {
  const styles = useResultStyles();
  const texts = useVerifyMessages();
  const [code, setCode] = useState('');
  const [state, setState] = useState<State>('ready');
  const check = async (asked: () => Promise<{ code: string } | { sha256: string }>) => {
    setState('checking');
    try {
      setState(await patientApi.verifyDocument(await asked()));
    } catch (error) {
      const status = error instanceof Problem ? error.status : 0;
      if (status === 400) setState({ genuine: false, document: null });
      else setState(status === 429 ? 'too-many' : 'failed');
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== '') void check(async () => ({ code: code.trim() }));
  };
  return (
    <Frame title={texts.title}>
      <form className={styles.root} onSubmit={submit}>
        <ResultHeading>{texts.title}</ResultHeading>
        <p>{texts.hint}</p>
        <Field label={texts.code}>
          <Input value={code} maxLength={64} spellCheck={false} onChange={(_, { value }) => setCode(value)} />
        </Field>
        <Button type="submit" appearance="primary" size="large" disabledFocusable={state === 'checking'}>
          {texts.check}
        </Button>
        <Field label={texts.file}>
          {(field) => (
            <input
              {...field}
              type="file"
              accept="application/pdf"
              onChange={({ target: { files } }) => {
                const file = files?.[0];
                if (file) void check(async () => ({ sha256: await fingerprint(file) }));
              }}
            />
          )}
        </Field>
        <Result state={state} />
      </form>
    </Frame>
  );
}

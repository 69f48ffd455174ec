/** Short messages in the corner: successes leave by themselves, errors stay until they are closed. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Dismiss16Regular } from '@fluentui/react-icons';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { detailOf } from '../../api/problem.ts';
import { Notice } from './Notice.tsx';
import { VISUALLY_HIDDEN } from './visually-hidden.ts';

export type ToastActions = {
  success: (text: string) => void;
  error: (title: string, error: unknown) => void;
  /** Said to screen readers only. */
  say: (text: string) => void;
};

type Shown = { id: number; intent: 'success' | 'error'; title: string; text?: string };

const SHOWN_MAX = 3;
const SUCCESS_MS = 5000;

const nothing = () => undefined;
const ToastContext = createContext<ToastActions>({ success: nothing, error: nothing, say: nothing });
export const useToasts = (): ToastActions => useContext(ToastContext);

const useStyles = makeStyles({
  corner: {
    position: 'fixed',
    zIndex: 1_000_001,
    right: '16px',
    bottom: '16px',
    display: 'grid',
    gap: tokens.spacingVerticalS,
    width: 'min(380px, calc(100vw - 32px))',
  },
  toast: { position: 'relative', boxShadow: tokens.shadow16, borderRadius: tokens.borderRadiusMedium },
  close: { position: 'absolute', top: '6px', right: '6px' },
  notice: { paddingRight: '40px' },
  said: VISUALLY_HIDDEN,
});

function Corner({ shown, onClose }: { shown: readonly Shown[]; onClose: (id: number) => void }) {
  const styles = useStyles();
  return (
    <section className={styles.corner} aria-label="Notifications" aria-live="polite" data-print="hide">
      {shown.map(({ id, intent, title, text }) => (
        <div key={id} className={styles.toast}>
          <Notice intent={intent} title={title} className={styles.notice}>
            {text}
          </Notice>
          <Button
            className={styles.close}
            appearance="transparent"
            size="small"
            icon={<Dismiss16Regular />}
            aria-label="Close"
            onClick={() => onClose(id)}
          />
        </div>
      ))}
    </section>
  );
}

let lastId = 0;

/** Everything inside can show messages. */
export function Toasts({ children }: { children: ReactNode }) {
  const styles = useStyles();
  const [shown, setShown] = useState<Shown[]>([]);
  const [said, setSaid] = useState('');
  const [actions, close] = useMemo(() => {
    const remove = (id: number) => setShown((now) => now.filter((toast) => toast.id !== id));
    const add = (toast: Omit<Shown, 'id'>) => {
      lastId += 1;
      const id = lastId;
      setShown((now) => [...now.slice(1 - SHOWN_MAX), { ...toast, id }]);
      return id;
    };
    const toasts: ToastActions = {
      success: (title) => {
        const id = add({ intent: 'success', title });
        setTimeout(() => remove(id), SUCCESS_MS);
      },
      error: (title, error) => void add({ intent: 'error', title, text: detailOf(error) }),
      say: setSaid,
    };
    return [toasts, remove];
  }, []);
  return (
    <ToastContext value={actions}>
      {children}
      <div role="status" className={styles.said}>
        {said}
      </div>
      <Corner shown={shown} onClose={close} />
    </ToastContext>
  );
}

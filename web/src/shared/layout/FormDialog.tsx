/**
 * A dialog with a form that does something once: locked while it is being done, and when no answer came it offers to
 * ask again, which never does it twice.
 */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  mergeClasses,
  tokens,
} from '@fluentui/react-components';
import type { FormEvent, ReactNode } from 'react';
import { isUnknown } from '../../api/idempotency.ts';
import { detailOf } from '../../api/problem.ts';
import { Notice } from './Notice.tsx';
import { useDanger } from './use-danger.ts';
import { useReturnFocus } from './use-return-focus.ts';
import { useSheet } from './use-sheet.ts';

const useStyles = makeStyles({
  action: { whiteSpace: 'nowrap', maxWidth: 'none' },
  content: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalM },
  fields: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalM,
    border: 'none',
    margin: 0,
    padding: '0 0 2px',
    minWidth: 0,
  },
});

type FormDialogProps = {
  title: string;
  children: ReactNode;
  /** What the button does, as a verb with its object: `Record $45.00`. */
  action: string;
  busy: boolean;
  error: unknown;
  /** Whether it destroys or takes something away. */
  danger?: boolean;
  /** The safe choice. */
  stay?: string;
  onSubmit: () => void;
  onClose: () => void;
  /** The class of its layer, for a dialog that stands alone and is left by its buttons only. */
  layer?: string;
};

export function FormDialog(props: FormDialogProps) {
  const {
    title,
    children,
    action,
    busy,
    error,
    stay = 'Cancel',
    danger = false,
    onSubmit,
    onClose,
    layer,
  } = props;
  const styles = useStyles();
  const sheet = useSheet();
  const dangerous = useDanger(danger);
  useReturnFocus();
  const unknown = isUnknown(error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // React hands events of a dialog over this one up to here.
    event.stopPropagation();
    if (!busy) onSubmit();
  };
  return (
    <Dialog modalType="alert" open onOpenChange={(_, data) => !data.open && !busy && !layer && onClose()}>
      <DialogSurface className={sheet} {...(layer && { mountNode: { className: layer } })}>
        <form onSubmit={submit} noValidate>
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent className={styles.content}>
              <fieldset className={styles.fields} disabled={unknown}>
                {children}
              </fieldset>
              {unknown && (
                <Notice intent="error" title="We don’t know if it went through">
                  {detailOf(error)} “Check status” asks again; nothing is done twice.
                </Notice>
              )}
              {error != null && !unknown && <Notice intent="error">{detailOf(error)}</Notice>}
            </DialogContent>
            <DialogActions>
              <Button appearance="secondary" disabledFocusable={busy} onClick={onClose}>
                {unknown ? 'Close' : stay}
              </Button>
              <Button
                className={mergeClasses(styles.action, dangerous)}
                appearance="primary"
                type="submit"
                disabledFocusable={busy}
              >
                {busy ? 'One moment…' : unknown ? 'Check status' : action}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}

/** Asks before something that cannot be taken back; the button names what will happen. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { detailOf } from '../../api/problem.ts';
import { Notice } from './Notice.tsx';
import { useDanger } from './use-danger.ts';
import { useReturnFocus } from './use-return-focus.ts';

const useStyles = makeStyles({
  content: { display: 'grid', gap: tokens.spacingVerticalM },
});

type ActionDialogProps = {
  open: boolean;
  title: string;
  children: ReactNode;
  /** What the button does, as a verb: `Issue invoice`. */
  action: string;
  busy: boolean;
  error: unknown;
  onAct: () => void;
  onClose: () => void;
  /** Whether it destroys or takes something away. */
  danger?: boolean;
  /** The safe choice. */
  stay?: string;
};

export function ActionDialog({
  open,
  title,
  children,
  action,
  busy,
  error,
  onAct,
  onClose,
  stay = 'Cancel',
  danger = false,
}: ActionDialogProps) {
  const styles = useStyles();
  const dangerous = useDanger(danger);
  useReturnFocus();
  return (
    <Dialog modalType="alert" open={open} onOpenChange={(_, data) => !data.open && !busy && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.content}>
            {children}
            {error != null && <Notice intent="error">{detailOf(error)}</Notice>}
          </DialogContent>
          <DialogActions>
            <Button appearance="secondary" disabledFocusable={busy} onClick={onClose}>
              {stay}
            </Button>
            <Button className={dangerous} appearance="primary" disabledFocusable={busy} onClick={onAct}>
              {busy ? 'One moment…' : action}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

/** A one-time link, shown once: whoever has it can choose the password of the account. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Input,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useSignedIn } from '../../session/current.ts';
import { CopyButton } from '../../shared/CopyButton.tsx';
import { formatInstant } from '../../shared/dates.ts';
import { FormField } from '../../shared/FormField.tsx';
import { Notice } from '../../shared/Notice.tsx';
import { useReturnFocus } from '../../shared/use-return-focus.ts';
import { useSheet } from '../../shared/use-sheet.ts';
import type { OneTimeLink } from './queries.ts';

const useStyles = makeStyles({
  content: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalM },
  copy: { justifySelf: 'start' },
});

type LinkDialogProps = { name: string; link: OneTimeLink; onClose: () => void };

export function LinkDialog({ name, link, onClose }: LinkDialogProps) {
  const styles = useStyles();
  const sheet = useSheet();
  const { clinic } = useSignedIn();
  useReturnFocus();
  const title = link.purpose === 'invite' ? `Invitation for ${name}` : `Reset link for ${name}`;
  return (
    <Dialog modalType="alert" open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface className={sheet}>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.content}>
            <Notice intent="warning" title="Copy it now: it is shown only once">
              Hand it to {name} yourself, and to nobody else: whoever opens it chooses the password of this
              account.
            </Notice>
            <FormField
              label="One-time link"
              hint={`Works once, until ${formatInstant(link.expires_at, clinic.time_zone)}. An earlier link works no more.`}
            >
              <Input readOnly value={link.url} onFocus={(event) => event.target.select()} />
            </FormField>
            <div className={styles.copy}>
              <CopyButton text={link.url} label="Copy link" />
            </div>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              Done
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

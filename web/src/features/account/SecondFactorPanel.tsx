/** The second factor: whether there is one, and how to turn it on and off. */
import {
  Button,
  Dialog,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { CheckmarkCircle16Regular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Notice } from '../../shared/layout/Notice.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { Badge } from '../../shared/lists/StatusBadge.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { useReturnFocus } from '../../shared/layout/use-return-focus.ts';
import { useSheet } from '../../shared/layout/use-sheet.ts';
import { ReauthenticateDialog } from './ProveDialog.tsx';
import type { Account } from './queries.ts';
import { KeepCodes, SetUpSteps } from './SetUpSteps.tsx';

const useStyles = makeStyles({
  body: { display: 'grid', gap: tokens.spacingVerticalM, justifyItems: 'start' },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

/** With fewer, it is time for new ones. */
const FEW_CODES = 3;

type Asking = 'set-up' | 'turn-off' | 'new-codes' | { codes: readonly string[] };

export function SecondFactorPanel({ account }: { account: Account }) {
  const styles = useStyles();
  const toasts = useToasts();
  const cache = useQueryClient();
  const [asking, setAsking] = useState<Asking>();
  const { second_factor: on, second_factor_required: required, recovery_codes_left: left } = account;
  const done = (text: string) => {
    setAsking(undefined);
    for (const queryKey of [KEYS.account, KEYS.sessions]) void cache.invalidateQueries({ queryKey });
    toasts.success(text);
  };
  const badge = on ? (
    <Badge tone="success" icon={<CheckmarkCircle16Regular />}>
      On
    </Badge>
  ) : (
    <Badge tone="neutral">Off</Badge>
  );
  return (
    <Panel title="Two-factor authentication" actions={badge}>
      <div className={styles.body}>
        <p>
          {on
            ? `At sign-in you are asked for a code from your phone. ${left} of your recovery codes are left.`
            : 'Besides the password, ask for a code from your phone when you sign in. A stolen password is then not enough.'}
        </p>
        {on && left <= FEW_CODES && (
          <Notice intent="warning">Make new recovery codes before these run out.</Notice>
        )}
        {on && required && <p>Your clinic requires it, so it cannot be turned off.</p>}
        <div className={styles.actions}>
          {!on && (
            <Button appearance="primary" onClick={() => setAsking('set-up')}>
              Set up
            </Button>
          )}
          {on && <Button onClick={() => setAsking('new-codes')}>New recovery codes</Button>}
          {on && !required && <Button onClick={() => setAsking('turn-off')}>Turn off</Button>}
        </div>
      </div>
      {asking && <AskingDialog asking={asking} onAsk={setAsking} onDone={done} />}
    </Panel>
  );
}

type AskingDialogProps = {
  asking: Asking;
  onAsk: (asking: Asking | undefined) => void;
  onDone: (text: string) => void;
};

function AskingDialog({ asking, onAsk, onDone }: AskingDialogProps) {
  const close = () => onAsk(undefined);
  if (asking === 'set-up') {
    return <SetUpDialog onDone={() => onDone('Two-factor authentication is on')} onClose={close} />;
  }
  if (asking === 'turn-off') {
    return (
      <ReauthenticateDialog
        purpose="turn-off"
        onDone={() => onDone('Two-factor authentication is off')}
        onClose={close}
      />
    );
  }
  if (asking === 'new-codes') {
    return <ReauthenticateDialog purpose="new-codes" onDone={(codes) => onAsk({ codes })} onClose={close} />;
  }
  return <CodesDialog codes={asking.codes} onDone={() => onDone('You have new recovery codes')} />;
}

/** Not closed by a click beside it: half a set-up is soon lost. */
function SetUpDialog({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const sheet = useSheet();
  useReturnFocus();
  return (
    <Dialog modalType="alert" open>
      <DialogSurface className={sheet}>
        <DialogBody>
          <DialogTitle>Set up two-factor authentication</DialogTitle>
          <DialogContent>
            <SetUpSteps onDone={onDone} onCancel={onClose} cancel="Cancel" />
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function CodesDialog({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const sheet = useSheet();
  useReturnFocus();
  return (
    <Dialog modalType="alert" open>
      <DialogSurface className={sheet}>
        <DialogBody>
          <DialogTitle>New recovery codes</DialogTitle>
          <DialogContent>
            <KeepCodes codes={codes} onDone={onDone} />
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

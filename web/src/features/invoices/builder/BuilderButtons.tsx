/** The way through the steps, and the three ways to finish. Issuing is asked about first. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { LazyActionDialog } from '../../../shared/layout/LazyActionDialog.tsx';
import { Notice } from '../../../shared/layout/Notice.tsx';
import { CHANNELS } from '../../../shared/text/message-words.ts';
import { usePatient } from '../queries.ts';
import { channelsOf } from '../reachable.ts';
import type { Step } from './steps.ts';
import type { SaveMode } from './use-save.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    '@media (max-width: 479px)': {
      '& > button': { flexGrow: 1 },
      position: 'sticky',
      bottom: 0,
      padding: '12px 0',
      backgroundColor: tokens.colorNeutralBackground1,
      borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    },
  },
  space: { flexGrow: 1, '@media (max-width: 479px)': { display: 'none' } },
});

const ISSUE_WORDS = { issue: 'Issue', 'issue-and-send': 'Issue and send' } as const;

/** Where the invoice goes, or that it cannot be sent. */
function Destination({ patientId }: { patientId: string | undefined }) {
  const patient = usePatient(patientId).data;
  if (!patient) return <p>Looking up how to reach the patient…</p>;
  const [channel] = channelsOf(patient);
  if (channel === undefined) {
    return (
      <Notice intent="warning" title="It cannot be sent: no e-mail or phone is on file.">
        After it is issued, copy or print the patient’s link on its page, or add an address to the patient.
      </Notice>
    );
  }
  return (
    <p>
      The link goes to the patient by {CHANNELS[channel]}:{' '}
      <bdi>{channel === 'email' ? patient.email : patient.phone}</bdi>
    </p>
  );
}

type BuilderButtonsProps = {
  patientId: string | undefined;
  step: Step;
  /** The button by which the review ends. */
  finish: (element: HTMLButtonElement | null) => void;
  busy: SaveMode | undefined;
  onBack: () => void;
  onSave: (mode: SaveMode) => void;
};

export function BuilderButtons({ patientId, step, finish, busy, onBack, onSave }: BuilderButtonsProps) {
  const styles = useStyles();
  const [asking, setAsking] = useState<keyof typeof ISSUE_WORDS>();
  const patient = usePatient(asking === 'issue-and-send' ? patientId : undefined).data;
  const unreachable = patient !== undefined && channelsOf(patient).length === 0;
  const locked = busy !== undefined;
  return (
    <div className={styles.root}>
      {step !== 'patient' && (
        <Button disabledFocusable={locked} onClick={onBack}>
          Back
        </Button>
      )}
      <span className={styles.space} />
      {step !== 'patient' && (
        <Button data-saves disabledFocusable={locked} onClick={() => onSave('draft')}>
          {busy === 'draft' ? 'Saving…' : 'Save draft'}
        </Button>
      )}
      {step !== 'review' && (
        <Button appearance="primary" type="submit">
          Next
        </Button>
      )}
      {step === 'review' && (
        <>
          <Button disabledFocusable={locked} onClick={() => setAsking('issue')}>
            {busy === 'issue' ? 'Issuing…' : 'Issue'}
          </Button>
          <Button
            ref={finish}
            appearance="primary"
            disabledFocusable={locked}
            onClick={() => setAsking('issue-and-send')}
          >
            {busy === 'issue-and-send' ? 'Issuing…' : 'Issue and send'}
          </Button>
        </>
      )}
      {asking && (
        <LazyActionDialog
          open
          title="Issue this invoice?"
          action={asking === 'issue-and-send' && unreachable ? 'Issue without sending' : ISSUE_WORDS[asking]}
          busy={false}
          error={undefined}
          onAct={() => {
            setAsking(undefined);
            onSave(asking);
          }}
          onClose={() => setAsking(undefined)}
        >
          <p>It gets its number now and cannot be edited or deleted afterwards.</p>
          {asking === 'issue-and-send' && <Destination patientId={patientId} />}
        </LazyActionDialog>
      )}
    </div>
  );
}

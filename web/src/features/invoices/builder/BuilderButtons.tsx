/** The way through the steps, and the three ways to finish. Issuing is asked about first. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
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

/** Loaded when issuing is asked for. */
const IssueDialog = lazy(async () => ({ default: (await import('./IssueDialog.tsx')).IssueDialog }));

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
  const [asking, setAsking] = useState<Exclude<SaveMode, 'draft'>>();
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
        <Suspense>
          <IssueDialog
            mode={asking}
            patientId={patientId}
            onIssue={() => {
              setAsking(undefined);
              onSave(asking);
            }}
            onClose={() => setAsking(undefined)}
          />
        </Suspense>
      )}
    </div>
  );
}

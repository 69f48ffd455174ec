/** The codes for a lost phone, shown once: to copy, to save, to write down. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { useSignedIn } from '../../session/current.ts';
import { CopyButton } from '../../shared/inputs/CopyButton.tsx';
import { saveBlob } from '../../shared/inputs/save-file.ts';
import { Notice } from '../../shared/layout/Notice.tsx';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalM, gridTemplateColumns: 'minmax(0, 1fr)' },
  codes: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(200px, 1fr))',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalL}`,
    padding: '12px 16px',
    backgroundColor: tokens.colorNeutralBackground2,
    borderRadius: tokens.borderRadiusMedium,
    fontFamily: tokens.fontFamilyMonospace,
  },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const styles = useStyles();
  const { staff, clinic } = useSignedIn();
  const text = `Recovery codes of ${isolate(staff.email)} at ${isolate(clinic.name)}. Each works once.\n\n${codes.join('\n')}\n`;
  return (
    <div className={styles.root}>
      <Notice intent="warning" title="Keep these codes now: they are shown only once">
        Each lets you in once when your phone is not at hand. Print them or keep them in a password manager,
        not on this desk.
      </Notice>
      <ol className={styles.codes} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className={styles.actions}>
        <CopyButton text={text} label="Copy codes" />
        <Button
          icon={<ArrowDownload20Regular />}
          onClick={() => saveBlob(new Blob([text], { type: 'text/plain' }), 'recovery-codes.txt')}
        >
          Save as file
        </Button>
      </div>
    </div>
  );
}

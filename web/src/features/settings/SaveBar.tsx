/** Saves or discards what was changed in a part of the settings; it is there only while something is changed. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  bar: {
    position: 'sticky',
    bottom: 0,
    zIndex: 1,
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'flex-end',
    gap: tokens.spacingHorizontalM,
    padding: '12px 16px',
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    boxShadow: tokens.shadow8,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  unsaved: { marginInlineEnd: 'auto', '@media (max-width: 479px)': { flexBasis: '100%' } },
});

type SaveBarProps = {
  pending: boolean;
  /** Someone else saved meanwhile: saving goes over their change. */
  stale: boolean;
  onDiscard: () => void;
};

export function SaveBar({ pending, stale, onDiscard }: SaveBarProps) {
  const styles = useStyles();
  return (
    <div className={styles.bar}>
      <span className={styles.unsaved} role="status">
        Unsaved changes
      </span>
      <Button disabledFocusable={pending} onClick={onDiscard}>
        Discard
      </Button>
      <Button data-saves appearance="primary" type="submit" disabledFocusable={pending}>
        {pending ? 'Saving…' : stale ? 'Save over theirs' : 'Save'}
      </Button>
    </div>
  );
}

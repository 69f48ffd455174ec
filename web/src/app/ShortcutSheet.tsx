/** The keys of the portal, and the switch that takes the single ones away. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  Switch,
  tokens,
} from '@fluentui/react-components';
import { useState } from 'react';
import { useSignedIn } from '../session/current.ts';
import { useReturnFocus } from '../shared/layout/use-return-focus.ts';
import { MOD, SHORTCUTS, type Shortcut, shortcutsOn, switchShortcuts } from './shortcuts.ts';

const useStyles = makeStyles({
  groups: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(220px, 100%), 1fr))',
    gap: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXXL}`,
    marginTop: tokens.spacingVerticalM,
  },
  name: { fontSize: tokens.fontSizeBase300, margin: 0 },
  list: { display: 'grid', gap: tokens.spacingVerticalXS, margin: `${tokens.spacingVerticalS} 0 0` },
  row: { display: 'flex', justifyContent: 'space-between', gap: tokens.spacingHorizontalM },
  keys: { margin: 0, whiteSpace: 'nowrap' },
  key: {
    display: 'inline-block',
    padding: '0 6px',
    minWidth: '20px',
    textAlign: 'center',
    fontFamily: 'inherit',
    fontSize: tokens.fontSizeBase200,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
  },
});

const GROUPS = ['Everywhere', 'Go to', 'New', 'In a list'] as const;

function Keys({ keys }: { keys: readonly string[] }) {
  const styles = useStyles();
  return (
    <dd className={styles.keys}>
      {keys.map((key, place) => (
        <span key={key}>
          {place > 0 && ' then '}
          <kbd className={styles.key}>{key.replace('Mod+', `${MOD} `)}</kbd>
        </span>
      ))}
    </dd>
  );
}

function Group({ heading, shortcuts }: { heading: string; shortcuts: readonly Shortcut[] }) {
  const styles = useStyles();
  return (
    <section>
      <h3 className={styles.name}>{heading}</h3>
      <dl className={styles.list}>
        {shortcuts.map(({ keys, label }) => (
          <div key={keys.join(' ')} className={styles.row}>
            <dt>{label}</dt>
            <Keys keys={keys} />
          </div>
        ))}
      </dl>
    </section>
  );
}

export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const styles = useStyles();
  const { staff, can } = useSignedIn();
  const [on, setOn] = useState(() => shortcutsOn(staff.id));
  useReturnFocus();
  const mine = SHORTCUTS.filter(({ needs }) => needs === undefined || can(needs));
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Keyboard shortcuts</DialogTitle>
          <DialogContent>
            <Switch
              checked={on}
              label="Single keys, for me in this browser"
              onChange={(_, { checked }) => {
                switchShortcuts(staff.id, checked);
                setOn(checked);
              }}
            />
            <div className={styles.groups}>
              {GROUPS.map((heading) => (
                <Group
                  key={heading}
                  heading={heading}
                  shortcuts={mine.filter(({ group }) => group === heading)}
                />
              ))}
            </div>
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>Close</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

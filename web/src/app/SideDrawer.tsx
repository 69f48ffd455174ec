/** The sidebar on small screens: over the page, closed by Escape, by a click beside it, or by going somewhere. */
import { Button, makeStyles, OverlayDrawer, tokens } from '@fluentui/react-components';
import { Dismiss20Regular } from '@fluentui/react-icons';
import { Brand } from '../shared/layout/Brand.tsx';
import { useReturnFocus } from '../shared/layout/use-return-focus.ts';
import { Sidebar } from './Sidebar.tsx';

const useStyles = makeStyles({
  drawer: { width: '272px', backgroundColor: tokens.colorNeutralBackground2 },
  head: {
    height: '57px',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    padding: '0 12px 0 16px',
  },
});

export function SideDrawer({ onClose }: { onClose: () => void }) {
  const styles = useStyles();
  useReturnFocus();
  return (
    <OverlayDrawer
      className={styles.drawer}
      open
      aria-label="Menu"
      onOpenChange={(_, { open }) => !open && onClose()}
    >
      <div className={styles.head}>
        <Brand />
        <Button appearance="subtle" icon={<Dismiss20Regular />} aria-label="Close menu" onClick={onClose} />
      </div>
      <nav aria-label="Main">
        <Sidebar onGo={onClose} />
      </nav>
    </OverlayDrawer>
  );
}

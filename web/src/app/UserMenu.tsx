/** Who is signed in, the theme, the way to the account, and the way out. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ChevronDown16Regular, PersonAccounts20Regular, SignOut20Regular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { type FocusEvent, type KeyboardEvent, lazy, Suspense, useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { session, useSignedIn } from '../session/current.ts';
import { LinkButton } from '../shared/layout/links.tsx';
import { useToasts } from '../shared/layout/toasts.tsx';
import { VISUALLY_HIDDEN } from '../shared/layout/visually-hidden.ts';
import { ROLE_WORDS } from '../shared/text/role-words.ts';
import { Initials } from './Initials.tsx';

/** Loaded when the menu is first opened. */
const ThemeChoice = lazy(async () => ({ default: (await import('./ThemeChoice.tsx')).ThemeChoice }));

const useStyles = makeStyles({
  root: { position: 'relative' },
  button: { minWidth: 0, gap: tokens.spacingHorizontalS, padding: '4px 8px' },
  name: { '@media (max-width: 479px)': VISUALLY_HIDDEN },
  hidden: VISUALLY_HIDDEN,
  panel: {
    position: 'absolute',
    right: 0,
    top: 'calc(100% + 4px)',
    width: 'max-content',
    minWidth: '200px',
    maxWidth: '280px',
    display: 'grid',
    gap: tokens.spacingVerticalM,
    padding: '16px',
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    boxShadow: tokens.shadow16,
  },
  // The room of the choice while it is being loaded.
  theme: { minHeight: '120px' },
  quiet: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
});

function Panel({ id, onGo }: { id: string; onGo: () => void }) {
  const styles = useStyles();
  const { staff } = useSignedIn();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const toasts = useToasts();
  const signOut = async () => {
    try {
      await session.logout();
      cache.clear();
      await navigate('/staff/login');
    } catch (error) {
      toasts.error('You are still signed in', error);
    }
  };
  return (
    <div id={id} className={styles.panel}>
      <div>
        <strong>
          <bdi>{staff.name}</bdi>
        </strong>
        <div className={styles.quiet}>
          <bdi>{staff.email}</bdi>
        </div>
        <div className={styles.quiet}>{ROLE_WORDS[staff.role]}</div>
      </div>
      <div className={styles.theme}>
        <Suspense>
          <ThemeChoice />
        </Suspense>
      </div>
      <LinkButton icon={<PersonAccounts20Regular />} to="/staff/account" onGo={onGo}>
        Your account
      </LinkButton>
      <Button icon={<SignOut20Regular />} onClick={() => void signOut()}>
        Sign out
      </Button>
    </div>
  );
}

/** A button that shows the panel; Escape and leaving it close it. */
export function UserMenu() {
  const styles = useStyles();
  const { staff } = useSignedIn();
  const [open, setOpen] = useState(false);
  const id = useId();
  const onBlur = (event: FocusEvent) => {
    if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key !== 'Escape' || !open) return;
    setOpen(false);
    event.currentTarget.querySelector('button')?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only watches the keys of the controls inside
    <div className={styles.root} onBlur={onBlur} onKeyDown={onKeyDown}>
      <Button
        appearance="subtle"
        className={styles.button}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <Initials name={staff.name} />
        <span className={styles.hidden}>Account of </span>
        <span className={styles.name}>
          <bdi>{staff.name}</bdi>
        </span>
        <ChevronDown16Regular aria-hidden="true" />
      </Button>
      {open && <Panel id={id} onGo={() => setOpen(false)} />}
    </div>
  );
}

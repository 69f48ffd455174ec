/** Who is signed in, the theme, and the way out. */
import {
  Avatar,
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { ChevronDown16Regular, SignOut20Regular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { session, useSignedIn } from '../session/current.ts';
import { chooseTheme, THEME_CHOICES, useTheme } from '../shared/theme-choice.ts';
import { useToasts } from '../shared/toasts.tsx';

/** Out of sight, but part of the name that screen readers say. */
const HIDDEN = {
  position: 'absolute',
  width: '1px',
  height: '1px',
  overflow: 'hidden',
  clipPath: 'inset(50%)',
} as const;

const useStyles = makeStyles({
  name: { '@media (max-width: 479px)': HIDDEN },
  hidden: HIDDEN,
  button: { minWidth: 0, gap: tokens.spacingHorizontalS, padding: '4px 8px' },
  who: { padding: '8px 12px', maxWidth: '280px' },
  email: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
});

const THEME_WORDS = { system: 'Like the system', light: 'Light', dark: 'Dark' } as const;
const ROLE_WORDS = { admin: 'Administrator', billing_clerk: 'Billing clerk' } as const;

export function UserMenu() {
  const styles = useStyles();
  const { staff } = useSignedIn();
  const { choice } = useTheme();
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
    <Menu
      checkedValues={{ theme: [choice] }}
      onCheckedValueChange={(_, { checkedItems }) => {
        const next = THEME_CHOICES.find((theme) => theme === checkedItems[0]);
        if (next) chooseTheme(next);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" className={styles.button}>
          <Avatar name={staff.name} size={28} color="brand" aria-hidden="true" />
          <span className={styles.hidden}>Account of </span>
          <span className={styles.name}>{staff.name}</span>
          <ChevronDown16Regular aria-hidden="true" />
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <div className={styles.who}>
          <div>
            <strong>{staff.name}</strong>
          </div>
          <div className={styles.email}>{staff.email}</div>
          <div className={styles.email}>{ROLE_WORDS[staff.role]}</div>
        </div>
        <MenuList>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>Theme</MenuGroupHeader>
            {THEME_CHOICES.map((theme) => (
              <MenuItemRadio key={theme} name="theme" value={theme}>
                {THEME_WORDS[theme]}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuItem icon={<SignOut20Regular />} onClick={() => void signOut()}>
            Sign out
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

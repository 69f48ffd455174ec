/** The sidebar's list of sections; narrow it shows icons only. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { NavLink } from 'react-router';
import { useSignedIn } from '../session/current.ts';
import { SECTIONS, type Section } from './navigation.tsx';

const useStyles = makeStyles({
  list: { display: 'grid', gap: tokens.spacingVerticalXS, padding: tokens.spacingHorizontalS },
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '40px',
    padding: '0 12px',
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    fontWeight: tokens.fontWeightMedium,
    whiteSpace: 'nowrap',
    transitionProperty: 'background-color, color',
    transitionDuration: tokens.durationSlow,
    ':hover': { backgroundColor: tokens.colorNeutralBackground3Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
    '& svg': { color: tokens.colorBrandForeground1, flexShrink: 0 },
  },
  active: {
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorBrandForeground2,
    fontWeight: tokens.fontWeightSemibold,
    ':hover': { backgroundColor: tokens.colorBrandBackground2Hover },
  },
  narrow: { justifyContent: 'center', padding: 0, width: '40px' },
});

function SectionLink({ section, narrow, onGo }: { section: Section; narrow: boolean; onGo?: () => void }) {
  const styles = useStyles();
  return (
    <NavLink
      to={section.to}
      end={section.exact ?? false}
      {...(onGo ? { onClick: onGo } : {})}
      {...(narrow ? { 'aria-label': section.label, title: section.label } : {})}
      className={({ isActive }) =>
        mergeClasses(styles.link, isActive && styles.active, narrow && styles.narrow)
      }
    >
      {({ isActive }) => (
        <>
          {isActive ? section.activeIcon : section.icon}
          {!narrow && section.label}
        </>
      )}
    </NavLink>
  );
}

export function Sidebar({ narrow = false, onGo }: { narrow?: boolean; onGo?: () => void }) {
  const styles = useStyles();
  const { can } = useSignedIn();
  return (
    <ul className={styles.list}>
      {SECTIONS.filter((section) => can(section.needs)).map((section) => (
        <li key={section.to}>
          <SectionLink section={section} narrow={narrow} {...(onGo ? { onGo } : {})} />
        </li>
      ))}
    </ul>
  );
}

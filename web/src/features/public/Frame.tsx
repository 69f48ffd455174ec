/** The frame of every patient page: one card in the middle, the clinic below it, the languages at the foot. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { FROM_480 } from '../../shared/layout/breakpoints.ts';
import { type ClinicContact, useClinicContact } from './clinic-contact.ts';
import { CATALOGUE, LANGUAGES, type Language, useMessages } from './language.ts';

/** How a page changes the language of all pages. */
export const ChooseLanguage = createContext<(language: Language) => void>(() => undefined);

const useStyles = makeStyles({
  page: {
    minHeight: '100dvh',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    backgroundImage: `linear-gradient(180deg, ${tokens.colorBrandBackground2} 0, ${tokens.colorNeutralBackground1} 360px)`,
    '@media print': { backgroundImage: 'none' },
  },
  column: {
    width: '100%',
    maxWidth: '672px',
    flexGrow: 1,
    padding: '12px',
    [FROM_480]: { padding: '32px 16px' },
    '@media print': { padding: 0 },
  },
  clinic: { fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightBold, padding: '8px 4px 16px' },
  card: {
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    boxShadow: tokens.shadow8,
    padding: '20px 16px',
    [FROM_480]: { padding: '32px' },
    '@media print': { boxShadow: 'none', border: 'none', padding: 0 },
  },
  contact: { color: tokens.colorNeutralForeground2 },
  link: { color: tokens.colorBrandForegroundLink, overflowWrap: 'anywhere' },
  phone: { whiteSpace: 'nowrap' },
  foot: { display: 'grid', gap: '8px', justifyItems: 'center', textAlign: 'center', padding: '16px' },
});

type FrameProps = {
  title: string;
  clinic?: ClinicContact | undefined;
  /** The clinic is not known yet, and will be. */
  loading?: boolean;
  children: ReactNode;
};

export function Frame({ title, clinic: known, loading = false, children }: FrameProps) {
  const styles = useStyles();
  const words = useMessages();
  const choose = useContext(ChooseLanguage);
  const clinic = useClinicContact(known, !loading);
  useEffect(() => {
    document.title = clinic ? `${title} – ${isolate(clinic.name)}` : title;
  }, [title, clinic]);
  return (
    <div className={styles.page}>
      <div className={styles.column}>
        {clinic && (
          <header className={styles.clinic}>
            <bdi>{clinic.name}</bdi>
          </header>
        )}
        <main className={styles.card}>{children}</main>
      </div>
      <footer className={styles.foot}>
        {clinic && (
          <p className={styles.contact}>
            {words.questions} <bdi>{clinic.name}</bdi>:{' '}
            <a className={styles.link} href={`tel:${clinic.phone.replace(/[^+\d]/g, '')}`}>
              <bdi className={styles.phone}>{clinic.phone}</bdi>
            </a>
            {' · '}
            <a className={styles.link} href={`mailto:${clinic.email}`}>
              <bdi>{clinic.email}</bdi>
            </a>
          </p>
        )}
        <div data-print="hide">
          {LANGUAGES.filter((language) => CATALOGUE[language] !== words).map((language) => (
            <Button key={language} appearance="subtle" lang={language} onClick={() => choose(language)}>
              {CATALOGUE[language].name}
            </Button>
          ))}
        </div>
      </footer>
    </div>
  );
}

/** The heading of a result, which takes the focus when it appears. */
export function ResultHeading({ children }: { children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

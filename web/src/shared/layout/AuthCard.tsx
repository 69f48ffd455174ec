/** A centred card on the clinic's gradient: the frame of the pages before the sign-in. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { type ReactNode, useEffect } from 'react';
import { Brand } from './Brand.tsx';

const useStyles = makeStyles({
  page: {
    display: 'grid',
    placeItems: 'center',
    minHeight: '100vh',
    padding: '24px 0',
    backgroundImage: `linear-gradient(160deg, ${tokens.colorNeutralBackground1} 0%, ${tokens.colorBrandBackground2} 100%)`,
  },
  card: {
    width: 'min(420px, 92vw)',
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalXL,
    padding: '32px',
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    boxShadow: tokens.shadow16,
    '@media (max-width: 479px)': { padding: '24px' },
  },
  head: { display: 'grid', gap: tokens.spacingVerticalM },
  lead: { color: tokens.colorNeutralForeground2 },
});

type AuthCardProps = { title: string; lead?: ReactNode; children: ReactNode };

export function AuthCard({ title, lead, children }: AuthCardProps) {
  const styles = useStyles();
  useEffect(() => {
    document.title = `${title} – Clinic Billing`;
  }, [title]);
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.head}>
          <Brand size={32} />
          <h1>{title}</h1>
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {children}
      </div>
    </main>
  );
}

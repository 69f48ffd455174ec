/** An invoice's status as icon and word, never as colour alone. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  Archive16Regular,
  CheckmarkCircle16Regular,
  CircleHalfFill16Regular,
  Clock16Regular,
  DismissCircle16Regular,
  DocumentEdit16Regular,
  Hourglass16Regular,
  Send16Regular,
  ShieldError16Regular,
} from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import type { InvoiceStatus } from '../../../../functions/domain/invoice.ts';

const useStyles = makeStyles({
  row: { display: 'inline-flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS },
  badge: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '4px',
    padding: '2px 8px 2px 6px',
    borderRadius: tokens.borderRadiusMedium,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    fontWeight: tokens.fontWeightSemibold,
    whiteSpace: 'nowrap',
    border: '1px solid transparent',
  },
  neutral: {
    backgroundColor: tokens.colorNeutralBackground3,
    color: tokens.colorNeutralForeground2,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  brand: { backgroundColor: tokens.colorBrandBackground2, color: tokens.colorBrandForeground2 },
  success: {
    backgroundColor: tokens.colorStatusSuccessBackground1,
    color: tokens.colorStatusSuccessForeground1,
  },
  warning: {
    backgroundColor: tokens.colorStatusWarningBackground1,
    color: tokens.colorStatusWarningForeground1,
  },
  danger: {
    backgroundColor: tokens.colorStatusDangerBackground1,
    color: tokens.colorStatusDangerForeground1,
  },
});

export type Tone = 'neutral' | 'brand' | 'success' | 'warning' | 'danger';

export function Badge({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  const styles = useStyles();
  return (
    <span className={mergeClasses(styles.badge, styles[tone])}>
      {icon}
      {children}
    </span>
  );
}

const LOOKS: Record<InvoiceStatus, { tone: Tone; icon: ReactNode; word: string }> = {
  draft: { tone: 'neutral', icon: <DocumentEdit16Regular />, word: 'Draft' },
  issued: { tone: 'brand', icon: <Send16Regular />, word: 'Issued' },
  partially_paid: { tone: 'warning', icon: <CircleHalfFill16Regular />, word: 'Partially paid' },
  paid: { tone: 'success', icon: <CheckmarkCircle16Regular />, word: 'Paid' },
  cancelled: { tone: 'neutral', icon: <DismissCircle16Regular />, word: 'Canceled' },
};

type Moving = { dispute_open: boolean; refund_waiting: boolean };

/** What may still change the money, beside a status that does not show it. */
export function MovingBadges({ of }: { of: Moving }) {
  return (
    <>
      {of.dispute_open && (
        <Badge tone="danger" icon={<ShieldError16Regular />}>
          Disputed
        </Badge>
      )}
      {of.refund_waiting && (
        <Badge tone="warning" icon={<Hourglass16Regular />}>
          Refund pending
        </Badge>
      )}
    </>
  );
}

type InvoiceBadgesProps = {
  invoice: Moving & { status: InvoiceStatus; overdue_since: string | null };
  archived?: boolean;
};

/** The status; facts stand beside it, and being overdue stands for "issued" when nothing was paid. */
export function InvoiceBadges({ invoice, archived = false }: InvoiceBadgesProps) {
  const styles = useStyles();
  const { status } = invoice;
  const overdue = invoice.overdue_since !== null;
  const look = LOOKS[status];
  return (
    <span className={styles.row}>
      {overdue && (
        <Badge tone="danger" icon={<Clock16Regular />}>
          Overdue
        </Badge>
      )}
      {!(overdue && status === 'issued') && (
        <Badge tone={look.tone} icon={look.icon}>
          {look.word}
        </Badge>
      )}
      <MovingBadges of={invoice} />
      {archived && (
        <Badge tone="neutral" icon={<Archive16Regular />}>
          Archived
        </Badge>
      )}
    </span>
  );
}

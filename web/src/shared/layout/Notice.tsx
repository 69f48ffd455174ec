/** A coloured message with an icon: news, a warning, success or an error, which is spoken at once. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  CheckmarkCircle20Regular,
  ErrorCircle20Regular,
  Info20Regular,
  Warning20Regular,
} from '@fluentui/react-icons';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    gap: tokens.spacingHorizontalS,
    padding: '10px 12px',
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    overflowWrap: 'anywhere',
    '& > svg': { flexShrink: 0 },
  },
  content: { display: 'grid', gap: tokens.spacingVerticalXS, justifyItems: 'start', minWidth: 0 },
  info: {
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorNeutralForeground1,
    '& > svg': { color: tokens.colorBrandForeground1 },
  },
  success: {
    backgroundColor: tokens.colorStatusSuccessBackground1,
    color: tokens.colorStatusSuccessForeground1,
    border: `1px solid ${tokens.colorStatusSuccessBorder1}`,
  },
  warning: {
    backgroundColor: tokens.colorStatusWarningBackground1,
    color: tokens.colorStatusWarningForeground1,
    border: `1px solid ${tokens.colorStatusWarningBorder1}`,
  },
  error: {
    backgroundColor: tokens.colorStatusDangerBackground1,
    color: tokens.colorStatusDangerForeground1,
    border: `1px solid ${tokens.colorStatusDangerBorder1}`,
  },
});

const ICONS = {
  info: <Info20Regular aria-hidden="true" />,
  success: <CheckmarkCircle20Regular aria-hidden="true" />,
  warning: <Warning20Regular aria-hidden="true" />,
  error: <ErrorCircle20Regular aria-hidden="true" />,
};

type NoticeProps = { intent: keyof typeof ICONS; title?: string; className?: string; children?: ReactNode };

export function Notice({ intent, title, className, children }: NoticeProps) {
  const styles = useStyles();
  return (
    <div
      className={mergeClasses(styles.root, styles[intent], className)}
      {...(intent === 'error' ? { role: 'alert' } : {})}
    >
      {ICONS[intent]}
      <div className={styles.content}>
        {title && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}

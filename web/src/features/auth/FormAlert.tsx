/** An error of a whole form, in red and spoken at once. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { ErrorCircle20Regular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    gap: tokens.spacingHorizontalS,
    padding: '10px 12px',
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorStatusDangerBorder1}`,
    backgroundColor: tokens.colorStatusDangerBackground1,
    color: tokens.colorStatusDangerForeground1,
    '& svg': { flexShrink: 0 },
  },
});

export function FormAlert({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className={useStyles().root}>
      <ErrorCircle20Regular aria-hidden="true" />
      <span>{children}</span>
    </div>
  );
}

/** The first cell of a row that opens something on the same page: a button that looks like the links beside it. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  root: {
    padding: 0,
    border: 'none',
    background: 'none',
    font: 'inherit',
    fontWeight: tokens.fontWeightSemibold,
    textAlign: 'start',
    cursor: 'pointer',
    color: tokens.colorBrandForegroundLink,
    borderRadius: tokens.borderRadiusSmall,
    minHeight: '24px',
    ':hover': { color: tokens.colorBrandForegroundLinkHover, textDecorationLine: 'underline' },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' },
  },
});

type RowButtonProps = {
  label: string;
  /** Whether what it opens below its row is open. */
  expanded?: boolean;
  onClick: () => void;
  children: ReactNode;
};

export function RowButton({ label, expanded, onClick, children }: RowButtonProps) {
  return (
    <button
      type="button"
      className={useStyles().root}
      aria-label={label}
      onClick={onClick}
      {...(expanded === undefined ? {} : { 'aria-expanded': expanded })}
    >
      {children}
    </button>
  );
}

/** How the parts of an account are laid out. */
import { makeStyles, tokens } from '@fluentui/react-components';

export const useAccountStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalXL },
  quiet: { color: tokens.colorNeutralForeground2 },
  small: { fontSize: tokens.fontSizeBase200 },
  list: { display: 'grid' },
  row: {
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'center',
    gap: '16px',
    padding: '10px 0',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  grow: { flexGrow: 1 },
  end: { textAlign: 'end', whiteSpace: 'nowrap' },
  safe: {
    display: 'flex',
    gap: tokens.spacingHorizontalS,
    color: tokens.colorNeutralForeground2,
    '& svg': { color: tokens.colorBrandForeground1, flexShrink: 0 },
  },
  number: { whiteSpace: 'nowrap', fontWeight: tokens.fontWeightSemibold },
});

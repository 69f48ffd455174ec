/** How both results of a payment are laid out. */
import { makeStyles, tokens } from '@fluentui/react-components';

export const useResultStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalXL },
  head: { display: 'grid', justifyItems: 'center', textAlign: 'center', gap: tokens.spacingVerticalS },
  icon: { fontSize: '64px', lineHeight: 1, display: 'flex' },
  good: { color: tokens.colorStatusSuccessForeground1 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  amount: { fontSize: '32px', lineHeight: '40px', fontWeight: tokens.fontWeightBold },
  facts: {
    padding: '20px',
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  actions: { display: 'flex', flexWrap: 'wrap', justifyContent: 'center', gap: tokens.spacingHorizontalS },
  button: { minHeight: '44px' },
  quiet: { color: tokens.colorNeutralForeground2, textAlign: 'center' },
});

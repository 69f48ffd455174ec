/** The letterhead: in print only, whose page it is. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useSignedIn } from '../../session/current.ts';
import { useMedia } from './breakpoints.ts';

const useStyles = makeStyles({
  root: {
    fontSize: tokens.fontSizeBase400,
    fontWeight: tokens.fontWeightBold,
    marginBottom: tokens.spacingVerticalL,
    paddingBottom: tokens.spacingVerticalXS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke1}`,
  },
});

/** Rendered only while printing, so that nothing on the screen finds the name of the clinic twice. */
export const usePrinting = () => useMedia('print');

export function PrintHead() {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  if (!usePrinting()) return null;
  return (
    <p className={styles.root}>
      <bdi>{clinic.name}</bdi>
    </p>
  );
}

/** On a phone a dialog fills the screen. */
import { makeStyles } from '@fluentui/react-components';

const useStyles = makeStyles({
  sheet: {
    '@media (max-width: 479px)': {
      width: '100vw',
      maxWidth: '100vw',
      minHeight: '100dvh',
      maxHeight: '100dvh',
      margin: 0,
      borderRadius: 0,
    },
  },
});

export const useSheet = () => useStyles().sheet;

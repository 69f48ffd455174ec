/** How a button looks that destroys or takes something away: never like Save. */
import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  button: {
    color: tokens.colorNeutralBackground1,
    backgroundColor: tokens.colorStatusDangerForeground1,
    ':hover': {
      color: tokens.colorNeutralBackground1,
      backgroundColor: tokens.colorStatusDangerForeground1,
      filter: 'brightness(0.9)',
    },
    ':hover:active': {
      color: tokens.colorNeutralBackground1,
      backgroundColor: tokens.colorStatusDangerForeground1,
      filter: 'brightness(0.8)',
    },
  },
});

/** For a button of the primary appearance. */
export const useDanger = (danger: boolean): string => {
  const { button } = useStyles();
  return danger ? button : '';
};

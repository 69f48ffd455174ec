/** Fields and buttons that a thumb hits: at least 44 px high. */
import { makeStyles } from '@fluentui/react-components';

const useStyles = makeStyles({ large: { minHeight: '44px', minWidth: 0, width: '100%' } });

export const useLarge = (): string => useStyles().large;

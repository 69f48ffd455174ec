/** The button that opens the payment page at Stripe; on a phone it stays in sight. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { type Currency, formatMoney } from '../../../../functions/domain/currency.ts';
import { FROM_480 } from '../../shared/layout/breakpoints.ts';
import { useMessages } from './language.ts';

const useStyles = makeStyles({
  root: {
    position: 'sticky',
    bottom: 0,
    zIndex: 1,
    padding: '12px 0',
    backgroundColor: tokens.colorNeutralBackground1,
    [FROM_480]: { position: 'static', padding: 0 },
  },
  button: { width: '100%', minHeight: '48px', fontSize: tokens.fontSizeBase400 },
});

type PayButtonProps = {
  opening: boolean;
  /** What is paid, where it is known. */
  cents?: number | undefined;
  currency?: Currency;
  /** Without it the button sends the form that it stands in. */
  onPay?: () => void;
};

export function PayButton({ opening, cents, currency, onPay }: PayButtonProps) {
  const styles = useStyles();
  const words = useMessages();
  const label =
    cents === undefined || !currency ? words.payNow : words.pay(formatMoney(cents, currency, words.locale));
  return (
    <div className={styles.root}>
      <Button
        className={styles.button}
        type={onPay ? 'button' : 'submit'}
        appearance="primary"
        size="large"
        disabledFocusable={opening}
        {...(onPay ? { onClick: onPay } : {})}
      >
        {opening ? words.opening : label}
      </Button>
    </div>
  );
}

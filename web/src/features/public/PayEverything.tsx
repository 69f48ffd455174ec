/** Pays all that the patient owes, from the page of one invoice. */
import { Button, makeStyles } from '@fluentui/react-components';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { useAccountMessages } from './account-messages.ts';
import { useMessages } from './language.ts';
import { type PayFormProps, usePayment } from './PayForm.tsx';

const useStyles = makeStyles({ button: { width: '100%', minHeight: '48px' } });

export function PayEverything({ invoice, ...props }: PayFormProps) {
  const styles = useStyles();
  const words = useMessages();
  const texts = useAccountMessages();
  const { opening, pay } = usePayment(props);
  const amount = formatMoney(invoice.account_owed_cents, invoice.currency, words.locale);
  return (
    <Button
      className={styles.button}
      size="large"
      data-print="hide"
      disabledFocusable={opening}
      onClick={() => void pay({ everything: true })}
    >
      {opening ? words.opening : texts.payEverything(amount)}
    </Button>
  );
}

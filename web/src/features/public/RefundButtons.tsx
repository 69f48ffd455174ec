/** The confirmation of each refund, to keep. */
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { DownloadButton } from './DownloadButton.tsx';
import { useMessages } from './language.ts';
import { useResultMessages } from './result-messages.ts';
import { useResultStyles } from './result-styles.ts';
import type { PublicReceipt } from './types.ts';

export function RefundButtons({ receipt, token }: { receipt: PublicReceipt; token: string }) {
  const styles = useResultStyles();
  const words = useMessages();
  const texts = useResultMessages();
  return receipt.refunds.map(({ id, amount_cents }) => (
    <DownloadButton
      key={id}
      className={styles.button}
      size="large"
      page="receipt"
      token={token}
      number={`${receipt.invoice_number}-refund`}
      document={`refunds/${id}`}
      label={texts.refundPdf(formatMoney(amount_cents, receipt.currency, words.locale))}
    />
  ));
}

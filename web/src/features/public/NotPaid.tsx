/** The payment was not completed: says plainly that no money was taken, and leads back. */
import { Button, mergeClasses } from '@fluentui/react-components';
import { DismissCircleFilled, InfoRegular } from '@fluentui/react-icons';
import { declineReason } from './declines.ts';
import { Frame, ResultHeading } from './Frame.tsx';
import { useMessages } from './language.ts';
import type { PatientPage } from './place.ts';
import { useResultMessages } from './result-messages.ts';
import { useResultStyles } from './result-styles.ts';
import type { PublicReceipt } from './types.ts';

type NotPaidProps = { receipt: PublicReceipt; turn: (page: PatientPage) => void };

export function NotPaid({ receipt, turn }: NotPaidProps) {
  const styles = useResultStyles();
  const words = useMessages();
  const texts = useResultMessages();
  const failed = receipt.failure_code !== null;
  const title = failed ? texts.failedTitle : texts.nothingYetTitle;
  return (
    <Frame title={title} clinic={receipt.clinic}>
      <div className={styles.root}>
        <div className={styles.head}>
          <span className={mergeClasses(styles.icon, failed && styles.bad)} aria-hidden="true">
            {failed ? <DismissCircleFilled /> : <InfoRegular />}
          </span>
          <ResultHeading>{title}</ResultHeading>
          <p>{failed ? texts.failed : texts.nothingYet}</p>
          {receipt.failure_code !== null && <p>{declineReason(receipt.failure_code, words.language)}</p>}
        </div>
        {receipt.opens_invoice && (
          <div className={styles.actions}>
            <Button
              className={styles.button}
              onClick={() => turn('invoice')}
              appearance="primary"
              size="large"
            >
              {failed ? words.tryAgain : words.seeInvoice}
            </Button>
          </div>
        )}
      </div>
    </Frame>
  );
}

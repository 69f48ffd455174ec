/** The payment was not completed: says plainly that no money was taken, and leads back. */
import { Button, mergeClasses } from '@fluentui/react-components';
import { DismissCircleFilled, InfoRegular } from '@fluentui/react-icons';
import { Frame, ResultHeading } from './Frame.tsx';
import { useMessages } from './language.ts';
import { invoicePath } from './place.ts';
import { useResultStyles } from './result-styles.ts';
import type { PublicReceipt } from './types.ts';

export function NotPaid({ receipt, token }: { receipt: PublicReceipt; token: string }) {
  const styles = useResultStyles();
  const words = useMessages();
  const failed = receipt.failure_message !== null;
  const title = failed ? words.failedTitle : words.nothingYetTitle;
  return (
    <Frame title={title} clinic={receipt.clinic}>
      <div className={styles.root}>
        <div className={styles.head}>
          <span className={mergeClasses(styles.icon, failed && styles.bad)} aria-hidden="true">
            {failed ? <DismissCircleFilled /> : <InfoRegular />}
          </span>
          <ResultHeading>{title}</ResultHeading>
          <p>{failed ? words.failed : words.nothingYet}</p>
          {receipt.failure_message && <p>{receipt.failure_message}</p>}
        </div>
        <div className={styles.actions}>
          <Button
            className={styles.button}
            as="a"
            href={invoicePath(token)}
            appearance="primary"
            size="large"
          >
            {failed ? words.tryAgain : words.seeInvoice}
          </Button>
        </div>
      </div>
    </Frame>
  );
}

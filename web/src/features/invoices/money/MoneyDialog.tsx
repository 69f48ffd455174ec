/** The dialogs that move an invoice's money, in one piece that is loaded when the first is asked for. */
import { RefundDialog } from '../../../shared/money/RefundDialog.tsx';
import { ReversePaymentDialog } from '../../../shared/money/ReversePaymentDialog.tsx';
import type { Invoice, Payment } from '../queries.ts';
import { ApplyCredit } from './ApplyCredit.tsx';
import { IssueCreditNote } from './IssueCreditNote.tsx';
import { MoveDueDate } from './MoveDueDate.tsx';
import { RecordPayment } from './RecordPayment.tsx';
import { ReverseWriteOff, WriteOff } from './WriteOff.tsx';

export type MoneyStep =
  | { step: 'record' | 'apply-credit' | 'credit-note' | 'write-off' | 'take-back' | 'due-date' }
  | { step: 'refund' | 'reverse'; payment: Payment };

type MoneyDialogProps = { asking: MoneyStep; invoice: Invoice; onClose: () => void };

export function MoneyDialog({ asking, ...dialog }: MoneyDialogProps) {
  switch (asking.step) {
    case 'record':
      return <RecordPayment {...dialog} />;
    case 'credit-note':
      return <IssueCreditNote {...dialog} />;
    case 'write-off':
      return <WriteOff {...dialog} />;
    case 'take-back':
      return <ReverseWriteOff {...dialog} />;
    case 'due-date':
      return <MoveDueDate {...dialog} />;
    case 'apply-credit':
      return <ApplyCredit {...dialog} />;
    case 'refund':
      return <RefundDialog paymentId={asking.payment.id} onClose={dialog.onClose} />;
    case 'reverse':
      return <ReversePaymentDialog payment={asking.payment} onClose={dialog.onClose} />;
  }
}

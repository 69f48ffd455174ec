/** How far a refund is, as icon and word. */
import {
  CheckmarkCircle16Regular,
  Clock16Regular,
  DismissCircle16Regular,
  ErrorCircle16Regular,
  Hourglass16Regular,
} from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import type { CreditNoteRequestStatus } from '../../../../functions/domain/credit-note-request.ts';
import type { CreditPayoutStatus } from '../../../../functions/domain/credit-payout.ts';
import type { RefundStatus as Status } from '../../../../functions/domain/refund.ts';
import { Badge, type Tone } from '../lists/StatusBadge.tsx';
import { CREDIT_NOTE_REQUEST_WORDS, PAYOUT_STATUS_WORDS, REFUND_STATUS_WORDS } from './words.ts';

const LOOKS: Record<Status, { tone: Tone; icon: ReactNode }> = {
  requested: { tone: 'warning', icon: <Hourglass16Regular /> },
  approved: { tone: 'brand', icon: <Clock16Regular /> },
  processing: { tone: 'brand', icon: <Clock16Regular /> },
  succeeded: { tone: 'success', icon: <CheckmarkCircle16Regular /> },
  failed: { tone: 'danger', icon: <ErrorCircle16Regular /> },
  rejected: { tone: 'neutral', icon: <DismissCircle16Regular /> },
};

export function RefundStatus({ status }: { status: Status }) {
  const { tone, icon } = LOOKS[status];
  return (
    <Badge tone={tone} icon={icon}>
      {REFUND_STATUS_WORDS[status]}
    </Badge>
  );
}

/** The status of a pay-out of credit, in the looks of a refund's. */
export function PayoutStatus({ status }: { status: CreditPayoutStatus }) {
  const { tone, icon } = LOOKS[status === 'paid' ? 'succeeded' : status];
  return (
    <Badge tone={tone} icon={icon}>
      {PAYOUT_STATUS_WORDS[status]}
    </Badge>
  );
}

const REQUEST_LOOKS = {
  requested: 'requested',
  issued: 'succeeded',
  rejected: 'rejected',
  withdrawn: 'rejected',
} as const;

/** The status of a credit note that needed approval, in the looks of a refund's. */
export function CreditNoteRequestStatusBadge({ status }: { status: CreditNoteRequestStatus }) {
  const { tone, icon } = LOOKS[REQUEST_LOOKS[status]];
  return (
    <Badge tone={tone} icon={icon}>
      {CREDIT_NOTE_REQUEST_WORDS[status]}
    </Badge>
  );
}

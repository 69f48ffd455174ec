/** What became of a payment, as icon and word. */
import { makeStyles, tokens } from '@fluentui/react-components';
import {
  ArrowUndo16Regular,
  CheckmarkCircle16Regular,
  CircleHalfFill16Regular,
  ErrorCircle16Regular,
} from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import type * as z from 'zod';
import type { payment } from '../../../../functions/contracts/invoices.ts';
import { Badge, MovingBadges, type Tone } from '../lists/StatusBadge.tsx';

type Payment = z.output<typeof payment>;

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

type Look = { tone: Tone; icon: ReactNode; word: string };

const LOOKS: Record<Payment['status'], Look> = {
  succeeded: { tone: 'success', icon: <CheckmarkCircle16Regular />, word: 'Succeeded' },
  failed: { tone: 'danger', icon: <ErrorCircle16Regular />, word: 'Failed' },
  refunded: { tone: 'neutral', icon: <ArrowUndo16Regular />, word: 'Refunded' },
};
const PARTLY: Look = { tone: 'warning', icon: <CircleHalfFill16Regular />, word: 'Partly refunded' };
/** A payment recorded in error and taken back; it counts for nothing. */
const REVERSED: Look = { tone: 'neutral', icon: <ArrowUndo16Regular />, word: 'Reversed' };

function lookOf({ reversed_at, status, refunded_cents }: Payment): Look {
  if (reversed_at !== null) return REVERSED;
  return status === 'succeeded' && refunded_cents > 0 ? PARTLY : LOOKS[status];
}

export function PaymentStatus({ payment }: { payment: Payment }) {
  const styles = useStyles();
  const { tone, icon, word } = lookOf(payment);
  return (
    <div>
      <Badge tone={tone} icon={icon}>
        {word}
      </Badge>{' '}
      <MovingBadges of={payment} />
      {payment.failure_message && (
        <div className={styles.quiet}>
          <bdi>{payment.failure_message}</bdi>
        </div>
      )}
    </div>
  );
}

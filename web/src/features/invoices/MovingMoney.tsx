/** Says which actions on an invoice are closed by a dispute or a refund, and where to go on. */
import { AppLink } from '../../shared/layout/links.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import type { Invoice } from './queries.ts';

export function MovingMoney({ invoice, className }: { invoice: Invoice; className: string }) {
  return (
    <>
      {invoice.dispute_open && (
        <Notice intent="warning" className={className} title="A payment of this invoice is disputed.">
          {invoice.refund_blocked &&
            'It cannot be refunded, because the payer’s bank would give the money back a second time. '}
          <AppLink to="/staff/payments?tab=disputed">See the dispute</AppLink>
        </Notice>
      )}
      {invoice.refund_waiting && (
        <Notice intent="info" className={className} title="A refund of this invoice has not arrived yet.">
          What it gives back cannot be refunded or credited a second time.{' '}
          <AppLink to="/staff/payments?tab=refunds">See the refunds</AppLink>
        </Notice>
      )}
    </>
  );
}

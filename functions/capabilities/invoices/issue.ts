/** Issuing turns a draft into a debt: numbered, booked, recorded and announced, all or nothing. */

import type { PageTime } from '../../contracts/invoices.ts';
import { dayIn } from '../../domain/calendar.ts';
import { payableOnline } from '../../domain/currency.ts';
import { requireIssuable } from '../../domain/invoice.ts';
import { issuePosting } from '../../domain/ledger.ts';
import { linkExpiry } from '../../domain/patient-link.ts';
import { requireVersion } from '../../domain/refusal.ts';
import { openCheckoutNow } from '../checkouts/open.ts';
import { addCheckout } from '../checkouts/request.ts';
import { ensureFirstVersion } from '../clinic-details/versions.ts';
import { commandTransaction, type Done } from '../command.ts';
import { addMessages } from '../messages/add.ts';
import { capMessages } from '../messages/caps.ts';
import { allocateNumber } from '../numbers/allocate.ts';
import type { Caller } from '../ports/common.ts';
import type { Channel } from '../ports/messages.ts';
import type { App } from '../ports.ts';
import { requireIssuableLines } from './draft.ts';

export type IssueInvoiceInput = {
  id: string;
  notify: readonly Channel[];
  /** Whether the queue opens the payment page at Stripe, or this call does, which is the default. */
  page?: PageTime;
  version?: number | undefined;
};

/**
 * Issues a draft under the next number of the clinic's month. The queue opens the payment page, unless the caller wants
 * it in this call; when Stripe is down, the queue goes on with it (decision 11). A total of zero is paid at once: no link, no
 * message and no payment page (decision 34). Refuses `invoice_unknown`, `invoice_not_draft`, `due_date_passed`, a service in
 * the future, `draft_outdated`, `too_many_messages` and, when a version was read, `changed_meanwhile`.
 */
export async function issueInvoice(
  app: App,
  { id, notify, page = 'now', version }: IssueInvoiceInput,
  by: Caller,
): Promise<Done> {
  await ensureFirstVersion(app);
  await capMessages(app, id, notify, by);
  const issued = await commandTransaction(
    app,
    async (tx) => {
      const draft = await tx.invoices.require(id);
      requireVersion(version, draft.version, 'This draft');
      const issuedAt = app.clock.now();
      const today = dayIn(app.clinic.timeZone, issuedAt);
      requireIssuable({ ...draft, lines: draft.lines.length }, today);
      requireIssuableLines(draft, today);
      const debt = { invoiceId: id, patientId: draft.patientId, currency: draft.currency };
      const isOwed = draft.totalCents > 0;
      if (isOwed) {
        await tx.ledger.post(issuePosting(debt, draft, issuedAt));
        const link = await tx.links.add(id, 'pay', linkExpiry('pay', issuedAt));
        await addMessages(tx, { kind: 'invoice', channels: notify, ...debt, link, cause: `issue:${id}` }, by);
      }

      // The number last: everybody who issues this month waits for it until the commit.
      const number = await allocateNumber(app, tx, { kind: 'invoice', documentId: id, at: issuedAt });
      await tx.invoices.markIssued(id, number, issuedAt);
      if (!isOwed) await tx.invoices.setStatus(id, 'paid');
      const checkout = payableOnline(draft.totalCents, draft.currency)
        ? await addCheckout(
            app,
            tx,
            { invoice: { ...draft, number, balanceCents: draft.totalCents }, page },
            by,
          )
        : undefined;
      await tx.audit.record(by, {
        action: 'issue_invoice',
        targetType: 'invoice',
        targetId: id,
        details: { invoice_number: number, total_cents: draft.totalCents, currency: draft.currency },
      });
      return { id, checkout };
    },
    { kind: 'issue_invoice', invoiceId: id },
  );

  if (issued.checkout && page === 'now') await openCheckoutNow(app, issued.checkout);
  return issued;
}

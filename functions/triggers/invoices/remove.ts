/** DELETE /api/v1/invoices/{id} */
import { removeDraft } from '../../capabilities/invoices/draft.ts';
import { invoices } from '../../contracts/invoices.ts';
import { endpoint } from '../endpoint.ts';

endpoint(invoices.remove, async ({ app, input, caller }) => {
  await removeDraft(app, input.id, caller);
  return undefined;
});

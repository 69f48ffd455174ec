/** DELETE /api/v1/invoices/{id} */
import { removeDraft } from '../../capabilities/invoices/remove.ts';
import { invoices } from '../../contracts/invoices.ts';
import { endpoint } from '../../http/endpoint.ts';
import { ifMatch } from '../../http/if-match.ts';

endpoint(invoices.remove, async ({ app, input, caller, request }) => {
  await removeDraft(app, input.id, caller, ifMatch(request));
  return undefined;
});

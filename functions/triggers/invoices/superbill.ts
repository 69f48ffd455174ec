/** GET /api/v1/invoices/{id}/superbill */
import { readSuperbill } from '../../capabilities/invoices/superbill.ts';
import { invoices } from '../../contracts/invoices.ts';
import { endpoint } from '../../http/endpoint.ts';
import { File } from '../../http/reply.ts';

endpoint(invoices.superbill, async ({ app, input }) => {
  const { bytes, name } = await readSuperbill(app, input.id);
  return new File(bytes, name);
});

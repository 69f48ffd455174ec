/** POST /api/v1/public/documents/verify */
import { verifyDocument } from '../../capabilities/public/verify-document.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(publicRoutes.verifyDocument, async ({ app, input, caller }) => {
  const document = await verifyDocument(app, input, caller);
  return { genuine: document !== null, document };
});

/** GET /api/v1/numbers/{month}/certificate/pdf */
import { readCertificatePdf } from '../../capabilities/numbers/certificate-pdf.ts';
import { numbers } from '../../contracts/numbers.ts';
import { endpoint } from '../../http/endpoint.ts';
import { File } from '../../http/reply.ts';

endpoint(numbers.certificatePdf, async ({ app, input }) => {
  const { bytes, name } = await readCertificatePdf(app, input.kind, input.month);
  return new File(bytes, name);
});

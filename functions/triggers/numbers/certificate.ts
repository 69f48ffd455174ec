/** GET /api/v1/numbers/{month}/certificate */
import { certifyNumbers } from '../../capabilities/numbers/certificate.ts';
import { numbers } from '../../contracts/numbers.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(numbers.certificate, ({ app, input }) => certifyNumbers(app, input.kind, input.month));

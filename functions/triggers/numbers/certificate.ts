/** GET /api/v1/numbers/{month}/certificate */
import { certifyNumbers } from '../../capabilities/numbers/certificate.ts';
import { books } from '../../contracts/books.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(books.certificate, ({ app, input }) => certifyNumbers(app, input.kind, input.month));

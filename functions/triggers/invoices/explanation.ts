/** GET /api/v1/invoices/{id}/explanation */
import { invoiceExplanation } from '../../contracts/invoice-explanation.ts';
import { endpoint } from '../../http/endpoint.ts';
import { explanationReply } from '../../http/replies/invoice-explanation.ts';

endpoint(invoiceExplanation.explanation, ({ app, input }) => explanationReply(app, input.id, input.language));

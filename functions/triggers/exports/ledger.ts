/** GET /api/v1/exports/ledger */
import { exports } from '../../contracts/exports.ts';
import { endpoint } from '../../http/endpoint.ts';
import { ledgerFile } from '../../http/exports/books.ts';

endpoint(exports.ledger, async ({ app, input }) => {
  const { account, invoice_id: invoiceId, patient_id: patientId, from, to } = input;
  return ledgerFile(app, { account, invoiceId, patientId, from, to, timeZone: app.clinic.timeZone });
});

/** GET /api/v1/patients/{id}/statement/pdf */
import { readStatementPdf } from '../../capabilities/patients/statement-pdf.ts';
import { patientAccount } from '../../contracts/patient-account.ts';
import { endpoint } from '../../http/endpoint.ts';
import { statementInput } from '../../http/inputs/statement.ts';
import { File } from '../../http/reply.ts';

endpoint(patientAccount.statementPdf, async ({ app, input }) => {
  const { bytes, name } = await readStatementPdf(app, statementInput(app, input));
  return new File(bytes, name);
});

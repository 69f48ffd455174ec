/** GET /api/v1/patients/{id}/statement */
import { stateAccount } from '../../capabilities/patients/statement.ts';
import { patientAccount } from '../../contracts/patient-account.ts';
import { endpoint } from '../../http/endpoint.ts';
import { statementInput } from '../../http/inputs/statement.ts';

endpoint(patientAccount.statement, ({ app, input }) => stateAccount(app, statementInput(app, input)));

/** GET /api/v1/exports/patients/{id}/statement */
import { stateAccount } from '../../capabilities/patients/statement.ts';
import { exports } from '../../contracts/exports.ts';
import { endpoint } from '../../http/endpoint.ts';
import { statementFile } from '../../http/exports/patients.ts';
import { statementInput } from '../../http/inputs/statement.ts';

endpoint(exports.statement, async ({ app, input }) =>
  statementFile(app, await stateAccount(app, statementInput(app, input))),
);

/** GET /api/v1/patients/{id}/statement */
import { stateAccount } from '../../capabilities/patients/statement.ts';
import { patientAccount } from '../../contracts/patient-account.ts';
import { day, startOfDay } from '../../domain/calendar.ts';
import { endpoint } from '../../http/endpoint.ts';
import { instantOf } from '../../http/inputs/instant.ts';

endpoint(patientAccount.statement, ({ app, input }) =>
  stateAccount(app, {
    patientId: input.id,
    currency: input.currency ?? app.clinic.currency,
    from: input.from === undefined ? undefined : startOfDay(app.clinic.timeZone, day(input.from)),
    ...instantOf(app, input),
  }),
);

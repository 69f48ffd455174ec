/** Converts a question for a patient's statement to the terms of the capability. */
import type * as z from 'zod';
import type { App } from '../../capabilities/ports.ts';
import type { patientAccount } from '../../contracts/patient-account.ts';
import { day, startOfDay } from '../../domain/calendar.ts';
import { instantOf } from './instant.ts';

/** The clinic's currency when none is named; `from` is the first instant of that day in the clinic's zone. */
export const statementInput = (app: App, input: z.output<typeof patientAccount.statement.input>) => ({
  patientId: input.id,
  currency: input.currency ?? app.clinic.currency,
  from: input.from === undefined ? undefined : startOfDay(app.clinic.timeZone, day(input.from)),
  ...instantOf(app, input),
});

/** POST /api/v1/patients/check */
import { checkPatient } from '../../capabilities/patients/check.ts';
import { patients } from '../../contracts/patients.ts';
import { endpoint } from '../../http/endpoint.ts';
import { given } from '../../http/given.ts';

endpoint(patients.check, async ({ app, input: { id, ...typed } }) => {
  const { phone, possibleDuplicates } = await checkPatient(app, given(typed), id);
  return { phone: phone ?? null, possible_duplicates: possibleDuplicates };
});

/** Sets a demo clinic up as its administrator and its clerk would: details, price list, patients. */
import { type ApiClient, apiClient, signIn } from '../api-client.ts';
import { register } from '../demo-data.ts';
import type { Staff } from '../settings.ts';
import type { DemoClinic } from './clinic.ts';

/** Where a clinic is played, and who works there. */
export type Stage = { api: string; setupCode: string; staff: readonly Staff[] };

export type Listed = { code: string; version_id: string };
export type OpenClinic = {
  admin: ApiClient;
  clerk: ApiClient;
  /** What the price list answers, by code. */
  listed: ReadonlyMap<string, Listed>;
  /** Ids, in the order of the clinic's patients. */
  patients: readonly string[];
};

/** Registers the staff and enters what the clinic works with. Throws with the API's words when a call is refused. */
export async function setUp({ api, setupCode, staff }: Stage, clinic: DemoClinic): Promise<OpenClinic> {
  const [first, second] = staff;
  if (first === undefined || second === undefined) throw new Error('The demo needs an admin and a clerk.');
  const anyone = apiClient(api);
  await register(anyone, first, setupCode);
  const admin = await signIn(anyone, first);
  await register(admin, second);
  const clerk = await signIn(anyone, second);
  await admin.patch('clinic-details', clinic.details);
  const listed = new Map<string, Listed>();
  for (const { code, code_system, names, unit, price, rate } of clinic.services) {
    const item = await admin.post<Listed>('price-list-items', {
      ...{ code, code_system, names, unit, tax_rate_thousandths: rate },
      prices: { [clinic.settings.CLINIC_CURRENCY ?? '']: price },
    });
    listed.set(code, item);
  }
  const patients: string[] = [];
  for (const patient of clinic.patients) {
    patients.push((await clerk.post<{ id: string }>('patients', patient)).id);
  }
  return { admin, clerk, listed, patients };
}

/** The version of the clinic's details that counts now, and those that documents were issued with. */
import { firstDetails, type Letterhead } from '../../domain/clinic-details.ts';
import { must } from '../../domain/refusal.ts';
import type { StoredClinicDetails } from '../ports/clinic-details.ts';
import type { Clinic } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Clinics of this process whose first version is known to be stored; versions never go. */
const begun = new WeakSet<Clinic>();

/** Stores the first version from the environment where there is none, so that later settings change no old document. */
export async function ensureFirstVersion(app: App): Promise<void> {
  if (begun.has(app.clinic)) return;
  const { clinicDetails } = app.db.read;
  if (!(await clinicDetails.newest())) {
    await clinicDetails.add({ version: 1, details: firstDetails(app.clinic), logo: null, staffId: null });
  }
  begun.add(app.clinic);
}

/** The version that counts now. */
export async function currentDetails(app: App): Promise<StoredClinicDetails> {
  await ensureFirstVersion(app);
  const newest = await app.db.read.clinicDetails.newest();
  must(newest, 'the clinic has details');
  return newest;
}

export const letterhead = ({ details, logo }: Pick<StoredClinicDetails, 'details' | 'logo'>): Letterhead => ({
  ...details,
  logo: logo && Buffer.from(logo).toString('base64'),
});

/** The letterhead of the version that a document was issued with; null is the first. */
export async function letterheadOf(app: App, version: number | null): Promise<Letterhead> {
  await ensureFirstVersion(app);
  const stored = await app.db.read.clinicDetails.get(version ?? 1);
  must(stored, `version ${version ?? 1} of the clinic's details is stored`);
  return letterhead(stored);
}

/** The letterhead of today, for what is computed anew at each print. */
export const currentLetterhead = async (app: App): Promise<Letterhead> =>
  letterhead(await currentDetails(app));

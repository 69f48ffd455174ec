/** Changes the clinic's details: adds a version, which documents that are issued from now on keep. */
import type { ClinicDetails } from '../../domain/clinic-details.ts';
import { must, requireVersion } from '../../domain/refusal.ts';
import type { StoredClinicDetails } from '../ports/clinic-details.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { readLogoFile } from './logo.ts';
import { ensureFirstVersion } from './versions.ts';

/** What is changed; `logo` is the uploaded file, null takes the logo away. */
export type DetailsChange = { [Field in keyof ClinicDetails]?: ClinicDetails[Field] | undefined } & {
  logo?: Uint8Array | null | undefined;
};

/** Refuses `changed_meanwhile` (412), and the field `logo` as `readLogoFile` says. The audit records both versions of each change. */
export async function editClinicDetails(
  app: App,
  { logo: file, ...change }: DetailsChange,
  version: number | undefined,
  by: StaffCaller,
): Promise<StoredClinicDetails> {
  await ensureFirstVersion(app);
  const image = file && (await readLogoFile(app, file));
  return app.db.transaction(async (tx) => {
    const before = await tx.clinicDetails.lockNewest();
    must(before, 'the clinic has details');
    requireVersion(version, before.version, 'The clinic’s details');
    const after = { ...before.details, ...given(change) };
    const logo = image === undefined ? before.logo : image;
    const next = before.version + 1;
    must(
      await tx.clinicDetails.add({ version: next, details: after, logo, staffId: by.actor.id }),
      'the lock keeps others from adding this version',
    );
    await tx.audit.record(by, {
      action: 'change_clinic_details',
      targetType: 'settings',
      targetId: null,
      details: {
        version: next,
        ...changes(before.details, after),
        ...(file !== undefined && { logo: image ? 'changed' : 'removed' }),
      },
    });
    const stored = await tx.clinicDetails.get(next);
    must(stored, 'the version that was added is there');
    return stored;
  });
}

/** The fields that a change names. */
export const given = (change: Omit<DetailsChange, 'logo'>): Partial<ClinicDetails> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));

function changes(before: ClinicDetails, after: ClinicDetails): Record<string, unknown> {
  const fields = Object.keys(after) as (keyof ClinicDetails)[];
  return Object.fromEntries(
    fields
      .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
      .map((field) => [field, { before: before[field], after: after[field] }]),
  );
}

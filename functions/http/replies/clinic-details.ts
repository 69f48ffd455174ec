/** The clinic's details as the endpoints answer them. */
import type * as z from 'zod';
import { letterhead } from '../../capabilities/clinic-details/versions.ts';
import type { StoredClinicDetails } from '../../capabilities/ports/clinic-details.ts';
import type { clinicDetails } from '../../contracts/clinic-details.ts';

export function clinicDetailsReply(stored: StoredClinicDetails): z.input<typeof clinicDetails.get.reply> {
  const { tax_numbers: taxNumbers, ...rest } = letterhead(stored);
  return { ...rest, tax_numbers: [...taxNumbers], version: stored.version, updated_at: stored.created_at };
}

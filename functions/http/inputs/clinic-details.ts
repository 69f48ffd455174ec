/** A change of the clinic's details as the capabilities take it. */
import type * as z from 'zod';
import type { DetailsChange } from '../../capabilities/clinic-details/edit.ts';
import type { clinicDetails } from '../../contracts/clinic-details.ts';

/** The logo's base64 as bytes. */
export const detailsChange = ({
  logo,
  ...details
}: z.output<typeof clinicDetails.edit.input>): DetailsChange => ({
  ...details,
  logo: logo == null ? logo : Buffer.from(logo, 'base64'),
});

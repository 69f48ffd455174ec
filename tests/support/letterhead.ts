/** A clinic as its documents print it. */
import { firstDetails, type Letterhead } from '../../functions/domain/clinic-details.ts';

/** With nothing but a name and how to reach it, and with what is changed. */
export const letterheadOf = (
  change: Partial<Letterhead> & Pick<Letterhead, 'name' | 'email' | 'phone'>,
): Letterhead => ({ ...firstDetails({ ...change, currency: 'eur' }), logo: null, ...change });

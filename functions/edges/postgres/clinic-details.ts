/** The versions of the clinic's details: rows that are only ever added. */
import type { ClinicDetailsStore, StoredClinicDetails } from '../../capabilities/ports/clinic-details.ts';
import { iso } from './instants.ts';
import type { Query } from './pool.ts';

const VERSION = `version, details, logo, ${iso('created_at')} as created_at`;
/** Of the advisory lock under which versions are added. */
const LOCK = 'clinic_details';

export const clinicDetailsStore = (query: Query): ClinicDetailsStore => {
  const newest = async () => {
    const [row] = await query<StoredClinicDetails>(
      `select ${VERSION} from clinic_details order by version desc limit 1`,
    );
    return row;
  };
  return {
    newest,
    async get(version) {
      const [row] = await query<StoredClinicDetails>(
        `select ${VERSION} from clinic_details where version = $1`,
        [version],
      );
      return row;
    },
    async lockNewest() {
      await query('select pg_advisory_xact_lock(hashtext($1))', [LOCK]);
      return newest();
    },
    async add({ version, details, logo, staffId }) {
      const rows = await query(
        `insert into clinic_details (version, details, logo, staff_id) select $1, $2, $3, $4
         where not exists (select from clinic_details where version = $1) on conflict do nothing returning version`,
        [version, JSON.stringify(details), logo && Buffer.from(logo), staffId],
      );
      return rows.length > 0;
    },
  };
};

/** Timer, once a night: deletes the counters of rate limits that have expired. */
import { onTimer } from '../../background.ts';
import { deleteExpiredLimits } from '../../capabilities/limits/delete-expired.ts';

onTimer('limits-delete-expired', '0 50 6 * * *', deleteExpiredLimits);

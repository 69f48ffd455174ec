/** Timer, every ten minutes: finds who read far more records than their work needs. */
import { watchReads } from '../../capabilities/audit/watch-reads.ts';
import { onTimer } from '../../background.ts';

onTimer('audit-watch-reads', '0 */10 * * * *', watchReads);

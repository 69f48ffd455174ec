/** Timer, every ten minutes: finds who read far more records than their work needs. */

import { onTimer } from '../../background.ts';
import { detectUnusualReads } from '../../capabilities/audit/watch-reads.ts';

onTimer('audit-watch-reads', '0 */10 * * * *', detectUnusualReads);

/** Timer, once an hour: deletes the PDFs of jobs that no one can download any more. */
import { onTimer } from '../../background.ts';
import { deleteExpiredFiles } from '../../capabilities/jobs/delete-expired.ts';

onTimer('jobs-delete-expired', '0 35 * * * *', deleteExpiredFiles);

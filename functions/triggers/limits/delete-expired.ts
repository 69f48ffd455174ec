/** Timer, once a night: throws away counters whose time is over, so that nobody can fill the database with guesses. */
import { onTimer } from '../../background.ts';

onTimer('limits-delete-expired', '0 50 6 * * *', (app) => app.limits.tidy());

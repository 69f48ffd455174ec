/** Timer, every two minutes: sends operators the alerts that began or ended. */
import { onTimer } from '../../background.ts';
import { notifyOperators } from '../../capabilities/alerts/notify.ts';

onTimer('alerts-notify', '20 */2 * * * *', notifyOperators);

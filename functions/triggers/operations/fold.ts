/** Timer, once a night: adds measurements together that are older than two weeks, and forgets old alerts. */
import { onTimer } from '../../background.ts';
import { foldMeasurements } from '../../capabilities/operations/fold.ts';

onTimer('operations-fold', '0 55 6 * * *', foldMeasurements);

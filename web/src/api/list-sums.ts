/** The sums of lists, loaded when the first one is asked for. */
import { reports } from '../../../functions/contracts/reports.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';

export const listSumsApi = createClient({ reports }, session.send).reports;

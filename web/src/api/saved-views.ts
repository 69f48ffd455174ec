/** The API of saved views, which only the lists that have them load. */
import { savedViews } from '../../../functions/contracts/saved-views.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';

export const savedViewsApi = createClient({ savedViews }, session.send).savedViews;

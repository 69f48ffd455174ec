/** The dashboard as the API answers it. */
import type * as z from 'zod';
import type { dashboard } from '../../../../functions/contracts/dashboard.ts';

export type Dashboard = z.output<typeof dashboard.get.reply>;
export type Month = Dashboard['months'][number];

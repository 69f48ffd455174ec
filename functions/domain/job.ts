/** Jobs: which action is done to many invoices, and how far one is. */

export const JOB_ACTIONS = ['issue', 'send', 'remind'] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

/** The most invoices of one job. */
export const JOB_ITEMS_MAX = 1_000;

export const JOB_STATES = ['running', 'finished', 'stopped'] as const;
export type JobState = (typeof JOB_STATES)[number];

export const ITEM_STATES = ['waiting', 'done', 'failed', 'stopped'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** What an id of ours looks like. */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether PostgreSQL reads the text as a uuid. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** Instants and days between PostgreSQL and JSON. */

/** An instant as ISO 8601 in UTC, the way JSON has it. */
export const iso = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The first instant of a day, or of one some days later, in the clinic's zone; both parameters are `$n`. */
export const midnight = (day: string, timeZone: string, later = 0): string =>
  `(${day}::date + ${later})::timestamp at time zone ${timeZone}`;

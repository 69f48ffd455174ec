/** Alerts that an admin has acknowledged are not found again. */

/** A condition: the alert with this id has not been acknowledged. Ids are unique over all kinds. */
export const notAcknowledged = (id: string): string =>
  `not exists (select from alert_acknowledgements seen where seen.subject_id = ${id}::text)`;

/** Why the details of an archived invoice cannot be shown. */
export const ARCHIVE_PROBLEMS = [
  /** The bundle is not in storage. */
  'bundle_missing',
  /** The bundle is not what was written. */
  'bundle_damaged',
  /** The patient was erased, and the key of the bundle with them. */
  'bundle_unreadable',
  /** Retention let the details go. */
  'details_purged',
  /** Storage does not answer at the moment. */
  'storage_away',
] as const;
export type ArchiveProblem = (typeof ARCHIVE_PROBLEMS)[number];

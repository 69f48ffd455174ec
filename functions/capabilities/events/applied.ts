/** What became of an event, and the work to wake the queue for after the commit. */
export type Applied =
  | { state: 'applied' | 'ignored'; work: string[] }
  | { state: 'quarantined'; reason: string; work: string[] };

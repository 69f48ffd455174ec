/** The last calls of the API, kept in memory for tests to look at. */

export type LoggedRequest = {
  at: string;
  method: string;
  path: string;
  query: string;
  body: string;
  stripe_version: string | null;
  idempotency_key: string | null;
  status: number;
  /** What became of the answer: sent, cut, truncated or never. */
  fate: string;
};

const KEPT = 10_000;

export class RequestLog {
  private entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
    if (this.entries.length > KEPT) this.entries.splice(0, this.entries.length - KEPT);
  }

  all(): readonly LoggedRequest[] {
    return this.entries;
  }

  clear(): void {
    this.entries = [];
  }
}

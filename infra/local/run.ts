/** The shapes of a local system: what it is asked for, what it says of itself, what can be done to it. */
import type { Environment } from './environment.ts';
import type { Staff } from './settings.ts';

/** The parts of a system, by the name under which tests hurt them. */
export type PartName = 'postgres' | 'storage' | 'inbox' | 'stripe' | 'functions' | 'host' | 'web';

/** Where each address is looked for first; the next free port is taken when it is in use. */
export const PREFERRED_PORTS = {
  web: 4280,
  api: 7071,
  stripe: 12111,
  inbox: 8025,
  smtp: 2525,
  postgres: 54320,
  blob: 10000,
  queue: 10001,
} as const;

export type PortName = keyof typeof PREFERRED_PORTS;

/** What `.local/run.json` says while the system runs. */
export type Run = {
  web: string;
  api: string;
  stripe: string;
  inbox: string;
  /** Connects as the app's role. */
  database: string;
  databaseOwner: string | null;
  /** The blob service's address; `storageConnection` is what Azure's clients take. */
  storage: string;
  storageConnection: string;
  smtp: string;
  /** Checks the inbox's delivery reports of e-mails. */
  eventsKey: string;
  /** Every instance of the API; the first is `api`. */
  hosts: string[];
  staff: Pick<Staff, 'email' | 'password' | 'role'>[];
  setupCode: string;
  directory: string;
  pid: number;
};

export type SystemOptions = {
  /** Where state is kept; made when missing. */
  directory: string;
  /** First choices; 0 takes any free port. Those not named are PREFERRED_PORTS. */
  ports?: Partial<Record<PortName, number>>;
  /** Forget what an earlier run kept in the directory. */
  fresh?: boolean;
  /** One line for each step and each event that a person should know. */
  log: (line: string) => void;
  /** Every line that a part writes, for a terminal that wants them. */
  output?: (part: string, line: string, stream: 'stdout' | 'stderr') => void;
  /** Only these parts (and what they need); all when not given. */
  only?: readonly PartName[];
  /** Instances of the API that share database and queues; 1 when not given. */
  hostCount?: number;
  /** How often a part that dies right after its start is started again; a proof that kills parts allows more. */
  restartsPerMinute?: number;
  /** Settings that win over those made here; the environment and local.settings.json when not given. */
  chosen?: Environment;
  /** Demo patients and invoices on first start; true when not given. */
  demo?: boolean;
  /** Aborts the start: what is up is stopped, and the promise rejects. */
  signal?: AbortSignal;
};

export type System = {
  run: Run;
  /** Kills a part; it is brought back. Resolves when it is dead. */
  kill(part: string, signal: NodeJS.Signals): Promise<void>;
  /** Resolves when a killed part is back. */
  alive(part: string): Promise<void>;
  /** Stops (or kills) a part and leaves it down until `up`. */
  down(part: string, signal?: NodeJS.Signals): Promise<void>;
  up(part: string): Promise<void>;
  /** The number of the part's process, as it is now. */
  pid(part: string): Promise<number>;
  /** Stops every part in reverse order; nothing is lost. */
  stop(): Promise<void>;
};

/** Runs the parts of a system: starts them, restarts one that dies, stops them in reverse order. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Part, type PartOptions, startPart } from '../processes/part.ts';

const RESTARTS_PER_MINUTE = 8;
const EARLY_EXIT_MS = 500;

export type Supervisor = {
  /** Starts a part and keeps it alive on the same addresses until it is stopped. */
  start(options: PartOptions): Promise<Part>;
  /** Kills a part; the supervisor brings it back. Resolves when it is dead. */
  kill(name: string, signal: NodeJS.Signals): Promise<void>;
  /** Resolves when the part has been brought back, or is alive anyway. */
  alive(name: string): Promise<void>;
  /** Stops a part and leaves it down until `up`. */
  down(name: string, signal?: NodeJS.Signals): Promise<void>;
  up(name: string): Promise<void>;
  /** The number of the part's process, as it is now. */
  pid(name: string): Promise<number>;
  stop(): Promise<void>;
};

export type Notices = {
  /** A part was brought back. */
  restarted?: (name: string) => void;
  /** A part cannot be kept alive. */
  gaveUp?: (name: string) => void;
};

type Slot = {
  options: PartOptions;
  current: Promise<Part>;
  down: boolean;
  restarts: number[];
  /** When it last became ready. */
  readyAt: number;
};

/**
 * `say` gets one line for each thing a person should know; `started` each new child's process number. A part that dies
 * more often than `restartsPerMinute` right after its start stays down.
 */
export function supervise(
  say: (line: string) => void,
  started: (pid: number) => void,
  restartsPerMinute = RESTARTS_PER_MINUTE,
  notices: Notices = {},
): Supervisor {
  const slots = new Map<string, Slot>();
  let stopping = false;

  const slot = (name: string): Slot => {
    const found = slots.get(name);
    if (found === undefined) throw new Error(`There is no part "${name}"`);
    return found;
  };

  async function launch(at: Slot): Promise<Part> {
    const part = await startPart({
      ...at.options,
      onUnexpectedExit: (reason) => {
        if (!at.down && !stopping) bringBack(at, reason);
      },
    });
    started(part.pid);
    at.readyAt = Date.now();
    return part;
  }

  function bringBack(at: Slot, reason: string): void {
    const { name } = at.options;
    // A part that has run for a while is not in a crash loop.
    if (Date.now() - at.readyAt > EARLY_EXIT_MS) at.restarts = [];
    say(`${name} ended (${reason}); it is started again.`);
    at.current = retry(at);
    at.current.then(
      () => {
        say(`${name} is back.`);
        notices.restarted?.(name);
      },
      (error: Error) => {
        say(`${name} stays down: ${error.message}`);
        if (!stopping && !at.down) notices.gaveUp?.(name);
      },
    );
  }

  /** Tries again with growing pauses; too many in a minute is a fault that a restart does not cure. */
  async function retry(at: Slot): Promise<Part> {
    for (;;) {
      const now = Date.now();
      at.restarts = [...at.restarts.filter((when) => now - when < 60_000), now];
      if (at.restarts.length > restartsPerMinute) throw new Error('it ended too often in a minute');
      await delay(at.restarts.length === 1 ? 0 : 250 * at.restarts.length);
      if (stopping || at.down) throw new Error('it was stopped');
      try {
        return await launch(at);
      } catch (error) {
        say(`${at.options.name} did not start: ${(error as Error).message}`);
      }
    }
  }

  return {
    start: async (options) => {
      if (stopping) throw new Error('The system is being stopped.');
      const at: Slot = { options, current: Promise.reject(), down: false, restarts: [], readyAt: 0 };
      at.current.catch(() => undefined);
      at.current = launch(at);
      slots.set(options.name, at);
      return at.current;
    },
    kill: async (name, signal) => (await slot(name).current).kill(signal),
    alive: async (name) => {
      await slot(name).current;
    },
    pid: async (name) => (await slot(name).current).pid,
    down: async (name, signal) => {
      const at = slot(name);
      at.down = true;
      const part = await at.current;
      await (signal === undefined ? part.stop() : part.kill(signal));
    },
    up: async (name) => {
      const at = slot(name);
      at.down = false;
      at.current = launch(at);
      await at.current;
    },
    stop: async () => {
      stopping = true;
      for (const at of [...slots.values()].reverse()) {
        const part = await at.current.catch(() => undefined);
        if ((await part?.stop()) === false) say(`${at.options.name} did not stop in time and was killed.`);
      }
    },
  };
}

/** What the sink should do wrong on purpose, so that tests see how the clinic copes with a bad mail or SMS service. */

export type Faults = {
  /** `reject`: 451 after the message. `bounce`: 550, as for an address that is no more. `drop`: the connection breaks after the message, which is kept. `refuse`: no connection. `hang`: the message is kept, and no answer comes. */
  mail: 'none' | 'reject' | 'bounce' | 'drop' | 'refuse' | 'hang';
  /** `error`: 500. `reject`: 400, as for a number that cannot receive. `drop`: accepted, and then the connection breaks. `hang`: accepted, and no answer comes. */
  sms: 'none' | 'error' | 'reject' | 'drop' | 'hang';
  /** How many more times; null means until it is changed. */
  times: number | null;
  /** Only for messages to this address; without it, whoever they are for. */
  to?: string;
};

export const NO_FAULTS: Faults = { mail: 'none', sms: 'none', times: null };

export type FaultSwitch = {
  current(): Faults;
  set(faults: Partial<Faults>): Faults;
  /** The fault to commit now for one attempt to reach these addresses; counts it. */
  take<Kind extends 'mail' | 'sms'>(kind: Kind, recipients?: readonly string[]): Faults[Kind] | 'none';
};

/** Starts without faults. */
export function faultSwitch(): FaultSwitch {
  let faults = NO_FAULTS;
  return {
    current: () => faults,
    set: (change) => {
      faults = { ...NO_FAULTS, ...change };
      return faults;
    },
    take: (kind, recipients = []) => {
      if (faults.to !== undefined && !recipients.includes(faults.to)) return 'none';
      const fault = faults[kind];
      if (fault !== 'none' && faults.times !== null) {
        faults = faults.times <= 1 ? NO_FAULTS : { ...faults, times: faults.times - 1 };
      }
      return fault;
    },
  };
}

const MAIL = ['none', 'reject', 'bounce', 'drop', 'refuse', 'hang'];
const SMS = ['none', 'error', 'reject', 'drop', 'hang'];

/** Reads a request's faults; throws with a plain sentence on anything unknown. */
export function parseFaults(text: string): Partial<Faults> {
  const given = JSON.parse(text) as Record<string, unknown>;
  for (const [key, value] of Object.entries(given)) {
    const known =
      (key === 'mail' && MAIL.includes(String(value))) ||
      (key === 'sms' && SMS.includes(String(value))) ||
      (key === 'to' && typeof value === 'string') ||
      (key === 'times' && (value === null || (Number.isInteger(value) && Number(value) > 0)));
    if (!known)
      throw new Error(
        `${key}: ${JSON.stringify(value)} is not known. mail: ${MAIL}; sms: ${SMS}; times: n; to: an address`,
      );
  }
  return given as Partial<Faults>;
}

/** By what a patient can be reached. */

export type Channel = 'email' | 'sms';

type Reachable = { email: string | null; phone: string | null; preferred_channel: Channel | null };
export type ReachablePatient = Reachable & { id: string };

/** The channels that a patient can be reached by, the preferred one first. */
export function channelsOf(patient: Reachable | undefined): Channel[] {
  const possible: Channel[] = [
    ...(patient?.email ? (['email'] as const) : []),
    ...(patient?.phone ? (['sms'] as const) : []),
  ];
  return patient?.preferred_channel === 'sms' ? possible.reverse() : possible;
}

/** This browser's session, shared over its tabs where that is safe. */
import { useSyncExternalStore } from 'react';
import { type Action, may } from '../../../functions/domain/access.ts';
import { type Clinic, createSession, type Staff } from './session.ts';

const channel = new BroadcastChannel('clinic-session');

export const session = createSession({
  fetch: (url, init) => fetch(url, init),
  // Refresh tokens work once: two tabs must not present the same one.
  exclusively: (task) => ('locks' in navigator ? navigator.locks.request('clinic-session', task) : task()),
  announceSignOut: () => channel.postMessage('signed-out'),
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

channel.addEventListener('message', () => session.forget());

export const useSession = () => useSyncExternalStore(session.subscribe, session.state);

/** The person at the screen and the clinic. Only for pages behind the sign-in. */
export function useSignedIn(): {
  staff: Staff;
  clinic: Clinic;
  idleMinutes: number;
  can: (action: Action) => boolean;
} {
  const state = useSession();
  if (state.status !== 'signed-in') throw new Error('Nobody is signed in.');
  const { staff, clinic, idleMinutes } = state;
  return { staff, clinic, idleMinutes, can: (action) => may(staff.role, action) };
}

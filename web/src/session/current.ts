/** This browser's session, shared over its tabs where that is safe. */
import { useSyncExternalStore } from 'react';
import { type Action, may } from '../../../functions/domain/access.ts';
import { type Clinic, createSession, type Staff } from './session.ts';

let unsavedWork = () => false;
/** Pages say how to find out whether something would be lost with them. */
export const findUnsavedWork = (find: () => boolean) => {
  unsavedWork = find;
};

const channel = new BroadcastChannel('clinic-session');

export const session = createSession({
  fetch: (url, init) => fetch(url, init),
  // Refresh tokens work once: two tabs must not present the same one.
  exclusively: (task) => ('locks' in navigator ? navigator.locks.request('clinic-session', task) : task()),
  announceEnd: (why) => channel.postMessage(why),
  hasUnsavedWork: () => unsavedWork(),
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

channel.addEventListener('message', ({ data }: MessageEvent<'signed-out' | 'ended'>) =>
  data === 'ended' ? session.end() : session.forget(),
);

export const useSession = () => useSyncExternalStore(session.subscribe, session.state);

/** The person at the screen and the clinic. Only for pages behind the sign-in. */
export function useSignedIn(): {
  staff: Staff;
  clinic: Clinic;
  idleMinutes: number;
  can: (action: Action) => boolean;
} {
  const state = useSession();
  if (state.status !== 'signed-in' && state.status !== 'locked') throw new Error('No user is signed in.');
  const { staff, clinic, idleMinutes } = state;
  return { staff, clinic, idleMinutes, can: (action) => may(staff.role, action) };
}

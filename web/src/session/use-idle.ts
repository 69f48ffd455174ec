/** Watches over a signed-in screen: keys and pointer keep it, its other tabs too; without them it is signed out. */
import { useEffect, useRef, useState } from 'react';
import { session } from './current.ts';
import { type IdleLimits, idleState, touchDue } from './idle.ts';

const SIGNS_OF_LIFE = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;
/** A moving pointer says so many times a second; once is enough. */
const SIGN_EVERY_MS = 1000;
const LOOK_EVERY_MS = 1000;

/** A call that fails is made again with the next activity, or finds the session ended. */
const touch = () => void session.touch().catch(() => undefined);

/**
 * Only the person counts here. The server also counts the polling of an unattended page, so this screen ends the session
 * there by itself.
 */
function watch(limits: IdleLimits, show: (secondsLeft: number | undefined) => void) {
  const channel = new BroadcastChannel('clinic-activity');
  const times = { activeAt: Date.now(), touchedAt: Date.now() };

  const look = () => {
    const now = Date.now();
    const state = idleState(times.activeAt, now, limits);
    show(state.status === 'warn' ? state.secondsLeft : undefined);
    if (state.status === 'ended') {
      stop();
      void session.expire();
    } else if (touchDue(times, now, limits)) {
      times.touchedAt = now;
      touch();
    }
  };
  const beActive = (now: number) => {
    times.activeAt = now;
    channel.postMessage(now);
    look();
  };
  const onSign = () => {
    const now = Date.now();
    // Once the warning is there, it is answered by its buttons: a nudged mouse is no one.
    if (idleState(times.activeAt, now, limits).status !== 'active') look();
    else if (now - times.activeAt >= SIGN_EVERY_MS) beActive(now);
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  const stop = () => {
    clearInterval(timer);
    channel.close();
    for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, onSign, { capture: true });
  };
  for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, onSign, { capture: true, passive: true });
  channel.addEventListener('message', ({ data }: MessageEvent<number>) => {
    // The tab in which something happened is the one that notifies the server.
    times.activeAt = times.touchedAt = data;
    look();
  });
  const stay = () => {
    times.touchedAt = Date.now();
    beActive(times.touchedAt);
    touch();
  };
  return { stay, stop };
}

/** The seconds that are left once the warning is due, and how to stay. Signs out by itself at the end. */
export function useIdle(limits: IdleLimits): { secondsLeft: number | undefined; stay: () => void } {
  const [secondsLeft, setSecondsLeft] = useState<number>();
  const watching = useRef<ReturnType<typeof watch>>(undefined);
  useEffect(() => {
    const started = watch(limits, setSecondsLeft);
    watching.current = started;
    return started.stop;
  }, [limits]);
  return { secondsLeft, stay: () => watching.current?.stay() };
}

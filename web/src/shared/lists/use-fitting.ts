/** Lets a list give way, step by step, until it fits the width of its place. */
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

const isTooWide = (place: HTMLElement) => place.scrollWidth > place.clientWidth;

/**
 * Goes one step further each time what is in the place is wider than the place, before anything is painted; begins again
 * when the place gets another width, or the list other rows. `steps` is how many there are.
 */
export function useFitting(
  steps: number,
  rows: readonly unknown[],
): { place: RefObject<HTMLDivElement | null>; step: number } {
  const place = useRef<HTMLDivElement>(null);
  const [step, setStep] = useState(0);
  const [fitted, setFitted] = useState(rows);
  if (fitted !== rows) {
    setFitted(rows);
    setStep(0);
  }

  useLayoutEffect(() => {
    if (step < steps && place.current && isTooWide(place.current)) setStep(step + 1);
  });

  useLayoutEffect(() => {
    const box = place.current;
    const content = box?.firstElementChild;
    if (!box || !content) return undefined;
    let width = box.clientWidth;
    const observer = new ResizeObserver(() => {
      if (box.clientWidth !== width) {
        width = box.clientWidth;
        // From the first step nothing renders again, so nothing would measure it either.
        setStep(step === 0 && steps > 0 && isTooWide(box) ? 1 : 0);
      } else if (step < steps && isTooWide(box)) {
        // The font arrived after the first measurement, or a row was opened.
        setStep(step + 1);
      }
    });
    observer.observe(box);
    observer.observe(content);
    return () => observer.disconnect();
  }, [step, steps]);

  return { place, step };
}

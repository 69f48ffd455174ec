/** Says how long to wait after too many tries; the seconds are not read out one by one. */
import { Notice } from './Notice.tsx';
import { secondsInWords } from './use-countdown.ts';

export function TooManyTries({ secondsLeft }: { secondsLeft: number }) {
  if (secondsLeft === 0) return null;
  return (
    <Notice intent="error">
      Too many tries. <span aria-hidden="true">Wait {secondsInWords(secondsLeft)}.</span>
    </Notice>
  );
}

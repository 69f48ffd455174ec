/** Whether the draft is at the server: `Saved 12:04`. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { isolate } from '../../../../../functions/domain/bidirectional-text.ts';
import { timeIn } from '../../../../../functions/domain/calendar.ts';
import { useSignedIn } from '../../../session/current.ts';
import type { AutosaveState } from './use-autosave.ts';

const useStyles = makeStyles({
  root: { color: tokens.colorNeutralForeground2, minHeight: tokens.lineHeightBase300 },
});

function inWords(state: AutosaveState, timeZone: string): string {
  switch (state.is) {
    case 'waiting':
      return '';
    case 'saving':
      return 'Saving the draft…';
    case 'saved':
      return `Saved ${timeIn(timeZone, new Date(state.at))}`;
    case 'incomplete':
      return 'Not saved yet: the draft saves itself once patient and items are filled in.';
    case 'failed':
      return `Not saved: ${isolate(state.detail)}`;
  }
}

export function AutosaveStatus({ state }: { state: AutosaveState }) {
  const { clinic } = useSignedIn();
  return (
    <p className={useStyles().root} role="status">
      {inWords(state, clinic.time_zone)}
    </p>
  );
}

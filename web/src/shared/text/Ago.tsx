/** How long ago something happened. */
import { makeStyles } from '@fluentui/react-components';
import { useSignedIn } from '../../session/current.ts';
import { VISUALLY_HIDDEN } from '../layout/visually-hidden.ts';
import { agoInWords, formatInstant } from './dates.ts';

const useStyles = makeStyles({
  unseen: { ...VISUALLY_HIDDEN, whiteSpace: 'nowrap' },
});

/**
 * An instant of the last week as `3 hours ago`, with date and time of the clinic on hover and for screen readers; an
 * older one, or one to come, as date and time.
 *
 * @param at - an ISO instant
 */
export function Ago({ at }: { at: string }) {
  const styles = useStyles();
  const exact = formatInstant(at, useSignedIn().clinic.time_zone);
  const ago = agoInWords(at, new Date());
  if (ago === undefined) return <time dateTime={at}>{exact}</time>;
  return (
    <time dateTime={at} title={exact}>
      {ago}
      <span className={styles.unseen}>, {exact}</span>
    </time>
  );
}

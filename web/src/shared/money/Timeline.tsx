/** What happened, oldest first, as a list with a line down its side. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { Currency } from '../../../../functions/domain/currency.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { useSignedIn } from '../../session/current.ts';
import { formatInstant } from '../text/dates.ts';
import { type TimelineEvent, timelineOf } from './timeline.ts';

const useStyles = makeStyles({
  list: { display: 'grid' },
  entry: {
    position: 'relative',
    paddingLeft: '24px',
    paddingBottom: tokens.spacingVerticalM,
    overflowWrap: 'anywhere',
    '::before': {
      content: '""',
      position: 'absolute',
      left: '5px',
      top: '12px',
      bottom: '-6px',
      width: '2px',
      backgroundColor: tokens.colorNeutralStroke2,
    },
    ':last-child::before': { display: 'none' },
    ':last-child': { paddingBottom: 0 },
  },
  dot: {
    position: 'absolute',
    left: 0,
    top: '5px',
    width: '12px',
    height: '12px',
    borderRadius: '50%',
    backgroundColor: tokens.colorNeutralBackground1,
    border: `3px solid ${tokens.colorNeutralStroke1}`,
    boxSizing: 'border-box',
  },
  good: { border: `3px solid ${tokens.colorStatusSuccessForeground1}` },
  bad: { border: `3px solid ${tokens.colorStatusDangerForeground1}` },
  plain: {},
  quiet: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

export function Timeline({ events, currency }: { events: readonly TimelineEvent[]; currency: Currency }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const timeline = timelineOf(events, (cents) => formatMoney(cents, currency));
  return (
    <ol className={styles.list}>
      {timeline.map(({ at, title, note, tone }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a timeline only ever grows
        <li key={index} className={styles.entry}>
          <span className={mergeClasses(styles.dot, styles[tone])} aria-hidden="true" />
          <div>
            <bdi>{title}</bdi>
          </div>
          {note && (
            <div className={styles.quiet}>
              <bdi>{note}</bdi>
            </div>
          )}
          <time className={styles.quiet} dateTime={at}>
            {formatInstant(at, clinic.time_zone)}
          </time>
        </li>
      ))}
    </ol>
  );
}

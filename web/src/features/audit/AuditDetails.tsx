/** All of one audit entry: from where and on which request, what changed, and its details as JSON. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useSignedIn } from '../../session/current.ts';
import { CopyButton } from '../../shared/inputs/CopyButton.tsx';
import { Facts } from '../../shared/layout/Facts.tsx';
import { formatInstant } from '../../shared/text/dates.ts';
import { type Change, CLEARED } from './address.ts';
import { type Changed, changesIn } from './changes.ts';
import type { AuditRecord } from './queries.ts';
import { readIn, type WasRead } from './reads.ts';
import { TargetLink } from './TargetLink.tsx';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gap: tokens.spacingVerticalM,
    gridTemplateColumns: 'minmax(0, 1fr)',
    padding: `${tokens.spacingVerticalS} 0`,
  },
  json: {
    margin: 0,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
  ids: { margin: 0, paddingInlineStart: tokens.spacingHorizontalL, overflowWrap: 'anywhere' },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  diff: { borderCollapse: 'collapse', '& th, & td': { textAlign: 'start', padding: '4px 16px 4px 0' } },
});

const formatValue = (value: unknown): string =>
  value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);

function Difference({ changes }: { changes: readonly Changed[] }) {
  const styles = useStyles();
  return (
    <table className={styles.diff}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            <td>
              <bdi>{formatValue(before)}</bdi>
            </td>
            <td>
              <bdi>{formatValue(after)}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The filter in words, and each record that was shown, with a way there where there is a page for it. */
function WhatWasRead({ record, read }: { record: AuditRecord; read: WasRead }) {
  const styles = useStyles();
  return (
    <div>
      <div>Filter: {read.filter.length > 0 ? <bdi>{read.filter.join(' · ')}</bdi> : 'none'}</div>
      {read.ids.length > 0 && (
        <details>
          <summary>{read.ids.length === 1 ? '1 record shown' : `${read.ids.length} records shown`}</summary>
          <ul className={styles.ids}>
            {read.ids.map((id) => (
              <li key={id}>
                <TargetLink record={{ target_type: record.target_type, target_id: id, target_number: id }} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

export function AuditDetails({ record, change }: { record: AuditRecord; change: Change }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const json = JSON.stringify(record, null, 2);
  const changes = changesIn(record.details);
  const read = readIn(record.action, record.details);
  const { actor_id, target_type, target_id, request_id } = record;
  return (
    <section className={styles.root} aria-label={`Details of ${record.id}`}>
      <Facts
        pairs
        facts={[
          ['When', `${formatInstant(record.created_at, clinic.time_zone)} (${record.created_at})`],
          ['From where', record.address ?? 'Not known'],
          ['Request', request_id],
          ['Target', `${target_type} ${target_id ?? ''}`],
        ]}
      />
      {read && <WhatWasRead record={record} read={read} />}
      {changes.length > 0 && <Difference changes={changes} />}
      <pre className={styles.json} dir="auto">
        {json}
      </pre>
      <div className={styles.actions}>
        <CopyButton text={json} label="Copy JSON" />
        <Button onClick={() => change({ ...CLEARED, request_id })}>This request</Button>
        {target_id && (
          <Button onClick={() => change({ ...CLEARED, target_type, target_id })}>This target</Button>
        )}
        {actor_id && <Button onClick={() => change({ ...CLEARED, actor: actor_id })}>This actor</Button>}
      </div>
    </section>
  );
}

/** One operation: who may, what it takes, what it answers. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { describeSchema, type Field, fieldsOf, type Operation, type Schema } from './document.ts';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalM,
    paddingBottom: tokens.spacingVerticalL,
  },
  title: { fontWeight: tokens.fontWeightSemibold, marginBottom: tokens.spacingVerticalXS },
  list: { display: 'grid', gap: tokens.spacingVerticalXS, margin: 0, padding: 0, listStyle: 'none' },
  name: { fontFamily: tokens.fontFamilyMonospace },
  what: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

/** One step to the right for each object that a field stands in. */
const useDepths = makeStyles({
  d0: { paddingInlineStart: '0' },
  d1: { paddingInlineStart: '20px' },
  d2: { paddingInlineStart: '40px' },
  d3: { paddingInlineStart: '60px' },
});
const DEPTHS = ['d0', 'd1', 'd2', 'd3'] as const;

type DetailsProps = { operation: Operation; schemas: Record<string, Schema> };

export function OperationDetails({ operation, schemas }: DetailsProps) {
  const styles = useStyles();
  const body = operation.requestBody?.content?.['application/json']?.schema;
  const parameters = (operation.parameters ?? []).map((each) => ({
    name: `${each.name} (${each.in})`,
    what: describeSchema(each.schema),
    required: each.required ?? false,
    depth: 0,
  }));
  return (
    <div className={styles.root}>
      {operation.description && <p>{operation.description}</p>}
      <Fields title="Parameters" fields={parameters} />
      <Fields title="Body" fields={fieldsOf(body, schemas)} />
      {Object.entries(operation.responses)
        .filter(([status]) => status.startsWith('2'))
        .map(([status, response]) => (
          <Fields
            key={status}
            title={`Answer ${status}: ${Object.keys(response.content ?? {}).join() || 'no body'}`}
            fields={fieldsOf(response.content?.['application/json']?.schema, schemas)}
            always
          />
        ))}
      <p className={styles.what}>
        Refusals (
        {Object.keys(operation.responses)
          .filter((status) => !status.startsWith('2'))
          .join(', ')}
        ) are application/problem+json with a stable code.
      </p>
    </div>
  );
}

function Fields({ title, fields, always = false }: { title: string; fields: Field[]; always?: boolean }) {
  const styles = useStyles();
  const depths = useDepths();
  if (fields.length === 0 && !always) return null;
  return (
    <div>
      <p className={styles.title}>{title}</p>
      <ul className={styles.list}>
        {fields.map(({ name, what, required, depth }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the fields of a document never move, and inner names repeat
          <li key={index} className={depths[DEPTHS[depth] ?? 'd3']}>
            <code className={styles.name}>{name}</code>{' '}
            <span className={styles.what}>
              {what}
              {required ? ', required' : ''}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The API, to look through: every operation with what it takes and answers, read from the served OpenAPI document. */
import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Link,
  makeStyles,
  SearchBox,
  tokens,
} from '@fluentui/react-components';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { problemOf } from '../../api/problem.ts';
import { Brand } from '../../shared/layout/Brand.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { ErrorState, LoadingRows, NoMatch } from '../../shared/layout/states.tsx';
import { groupsOf, type Operation, readDocument, type Schema } from './document.ts';
import { OperationDetails } from './OperationDetails.tsx';

const ADDRESS = '/api/v1/openapi.json';

const useStyles = makeStyles({
  page: {
    maxWidth: '960px',
    margin: '0 auto',
    padding: `${tokens.spacingVerticalXXL} ${tokens.spacingHorizontalL}`,
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalXL,
  },
  head: { display: 'grid', gap: tokens.spacingVerticalS },
  search: { maxWidth: '480px' },
  area: { textTransform: 'capitalize', marginBottom: tokens.spacingVerticalXS },
  line: {
    display: 'grid',
    gridTemplateColumns: '64px minmax(0, 1fr)',
    gap: tokens.spacingHorizontalM,
    textAlign: 'start',
    padding: `${tokens.spacingVerticalXS} 0`,
  },
  method: { fontWeight: tokens.fontWeightSemibold, color: tokens.colorBrandForeground1 },
  path: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere', display: 'block' },
  summary: { color: tokens.colorNeutralForeground2 },
});

async function load() {
  const response = await fetch(ADDRESS, { headers: { accept: 'application/json' } });
  if (!response.ok) throw await problemOf(response);
  return readDocument(await response.json());
}

const cache = new QueryClient();

/** Stands outside the portal's shell: whoever writes a client needs no account to read this. */
export const ApiReferencePage = () => (
  <QueryClientProvider client={cache}>
    <ApiReference />
  </QueryClientProvider>
);

function ApiReference() {
  const styles = useStyles();
  const [search, setSearch] = useState('');
  const document = useQuery({
    queryKey: KEYS.documentation,
    queryFn: load,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const groups = useMemo(() => groupsOf(document.data?.operations ?? [], search), [document.data, search]);
  useEffect(() => {
    window.document.title = 'API – Clinic Billing';
  }, []);
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <Brand size={32} />
        <h1>API</h1>
        <p>
          Amounts are whole numbers in the minor unit of the currency. The same as{' '}
          <Link href={ADDRESS} inline>
            OpenAPI document
          </Link>
          .
        </p>
      </header>
      <SearchBox
        className={styles.search}
        aria-label="Search the API"
        placeholder="Search by path or word"
        value={search}
        onChange={(_, { value }) => setSearch(value)}
      />
      {document.isPending && <LoadingRows rows={8} />}
      {document.error && <ErrorState error={document.error} onRetry={() => void document.refetch()} />}
      {document.data && groups.length === 0 && <NoMatch what="operations" onClear={() => setSearch('')} />}
      {groups.map(([area, operations]) => (
        <Area key={area} name={area} operations={operations} schemas={document.data?.schemas ?? {}} />
      ))}
    </main>
  );
}

type AreaProps = { name: string; operations: readonly Operation[]; schemas: Record<string, Schema> };

function Area({ name, operations, schemas }: AreaProps) {
  const styles = useStyles();
  return (
    <section aria-label={name}>
      <h2 className={styles.area}>{name.replace(/([A-Z])/g, ' $1')}</h2>
      <Accordion collapsible multiple>
        {operations.map((operation) => (
          <AccordionItem key={operation.operationId} value={operation.operationId}>
            <AccordionHeader as="h3" expandIconPosition="end">
              <span className={styles.line}>
                <span className={styles.method}>{operation.method}</span>
                <span>
                  <code className={styles.path}>{operation.path}</code>
                  <span className={styles.summary}>{operation.summary}</span>
                </span>
              </span>
            </AccordionHeader>
            <AccordionPanel>
              <OperationDetails operation={operation} schemas={schemas} />
            </AccordionPanel>
          </AccordionItem>
        ))}
      </Accordion>
    </section>
  );
}

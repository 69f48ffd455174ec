import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../../infra/local/environment.ts';
import { withClient } from '../../infra/local/postgres/roles.ts';
import { dataModel } from '../../infra/tools/data-model.ts';
import { createDatabase } from '../support/database.ts';

async function database(): Promise<string> {
  const { ownerUrl, drop } = await createDatabase();
  onTestFinished(drop);
  return ownerUrl;
}

test('the document of the tables is that of the database (npm run docs writes it)', async () => {
  expect(await withClient(await database(), dataModel)).toBe(
    readFileSync(join(ROOT, 'docs/data-model.md'), 'utf8'),
  );
});

test('every table and view has a comment that is one sentence', async () => {
  await withClient(await database(), async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')
         and relname not like 'knex\\_migrations%' and obj_description(oid, 'pg_class') !~ '^[A-Z].*[a-z)]\\.?\\.$'`,
    );
    expect(rows).toEqual([]);
    await client.query('create table bare (id int)');
    await expect(dataModel(client)).rejects.toThrow('Without "comment on table": bare.');
  });
});

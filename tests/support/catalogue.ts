/** Everything that the schema of a database consists of, as sorted lines: two databases with the same lines behave the same. */
import type pg from 'pg';

/** Objects that belong to an extension, or record the migrations, are not ours to compare. */
const OURS = `not exists (select from pg_depend x where x.classid = %class and x.objid = %oid and x.deptype = 'e')`;
const ours = (catalogue: string, oid: string): string =>
  OURS.replace('%class', `'${catalogue}'::regclass`).replace('%oid', oid);

const RELATIONS = `
  select c.oid, c.relname, c.relkind, c.reloptions, c.relrowsecurity, c.relforcerowsecurity, c.relpersistence,
    c.relreplident, c.relacl, c.relowner
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname not like 'knex\\_migrations%'
    and ${ours('pg_class', 'c.oid')}`;

/** Rights in the order of their names; without an entry, those that PostgreSQL gives by default. */
const rights = (acl: string, kind: string, owner: string): string =>
  `(select coalesce(string_agg(format('%s=%s%s', case grantee when 0 then 'public' else grantee::regrole::text end,
      privilege_type, case when is_grantable then '*' else '' end), ' ' order by 
      case grantee when 0 then 'public' else grantee::regrole::text end, privilege_type), '')
    from aclexplode(coalesce(${acl}, acldefault('${kind}', ${owner}))))`;

const PARTS: Record<string, string> = {
  extension: `select extname as name, jsonb_build_object('schema', extnamespace::regnamespace) as says from pg_extension`,
  schema: `select nspname as name, jsonb_build_object('rights', ${rights('nspacl', 'n', 'nspowner')}) as says
    from pg_namespace where nspname = 'public'`,
  type: `select t.typname as name, jsonb_build_object('kind', t.typtype, 'owner', t.typowner::regrole,
      'rights', ${rights('t.typacl', 'T', 't.typowner')},
      'labels', (select jsonb_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = t.oid)) as says
    from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd', 'r')
      and ${ours('pg_type', 't.oid')}`,
  relation: `select r.relname as name, jsonb_build_object('kind', relkind, 'options', reloptions, 'row_security',
      array[relrowsecurity, relforcerowsecurity], 'persistence', relpersistence, 'identity', relreplident,
      'owner', relowner::regrole, 'rights', ${rights('relacl', 'r', 'relowner')},
      'view', case relkind when 'v' then pg_get_viewdef(r.oid) end) as says
    from (${RELATIONS}) r where relkind in ('r', 'v', 'm', 'p')`,
  column: `select format('%s %s', r.relname, lpad((row_number() over (partition by r.oid order by a.attnum))::text, 3, '0')) as name,
      jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'not_null', a.attnotnull,
      'default', pg_get_expr(d.adbin, d.adrelid), 'generated', a.attgenerated, 'always', a.attidentity,
      'collation', a.attcollation::regcollation, 'storage', a.attstorage, 'compression', a.attcompression,
      'rights', (select string_agg(format('%s=%s', grantee::regrole, privilege_type), ' '
        order by grantee::regrole::text, privilege_type) from aclexplode(a.attacl))) as says
    from (${RELATIONS}) r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where relkind in ('r', 'v', 'm', 'p')`,
  constraint: `select format('%s.%s', coalesce(nullif(k.conrelid, 0)::regclass::text, '-'), k.conname) as name, jsonb_build_object(
      'text', pg_get_constraintdef(k.oid), 'validated', k.convalidated, 'deferrable', k.condeferrable,
      'deferred', k.condeferred, 'inherits', not k.connoinherit) as says
    from pg_constraint k where k.connamespace = 'public'::regnamespace
      and coalesce(nullif(k.conrelid, 0)::regclass::text, '') not like 'knex\\_migrations%'
      and not exists (select from pg_trigger t where t.tgconstraint = k.oid and k.contype = 't')`,
  index: `select r.relname as name, jsonb_build_object('text', pg_get_indexdef(r.oid), 'options', reloptions,
      'valid', i.indisvalid, 'clustered', i.indisclustered) as says
    from (${RELATIONS}) r join pg_index i on i.indexrelid = r.oid`,
  sequence: `select r.relname as name, jsonb_build_object('type', s.seqtypid::regtype, 'start', s.seqstart, 'by', s.seqincrement,
      'max', s.seqmax, 'min', s.seqmin, 'cache', s.seqcache, 'cycle', s.seqcycle,
      'rights', ${rights('relacl', 's', 'relowner')}, 'of', (select format('%s.%s', d.refobjid::regclass, a.attname)
        from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
        where d.objid = r.oid and d.deptype in ('a', 'i') and d.refobjsubid > 0)) as says
    from (${RELATIONS}) r join pg_sequence s on s.seqrelid = r.oid`,
  trigger: `select format('%s.%s', r.relname, t.tgname) as name,
      jsonb_build_object('text', pg_get_triggerdef(t.oid), 'enabled', t.tgenabled) as says
    from (${RELATIONS}) r join pg_trigger t on t.tgrelid = r.oid where not t.tgisinternal`,
  function: `select p.oid::regprocedure::text as name, jsonb_build_object('arguments', pg_get_function_arguments(p.oid),
      'returns', pg_get_function_result(p.oid), 'language', (select lanname from pg_language where oid = p.prolang),
      'volatile', p.provolatile, 'strict', p.proisstrict, 'definer', p.prosecdef, 'parallel', p.proparallel,
      'leakproof', p.proleakproof, 'cost', p.procost, 'rows', p.prorows, 'owner', p.proowner::regrole,
      'settings', (select jsonb_agg(s order by s) from unnest(p.proconfig) s),
      'rights', ${rights('p.proacl', 'f', 'p.proowner')},
      'body', trim(regexp_replace(coalesce(pg_get_function_sqlbody(p.oid), p.prosrc), '\\s+', ' ', 'g'))) as says
    from pg_proc p where p.pronamespace = 'public'::regnamespace and ${ours('pg_proc', 'p.oid')}`,
  policy: `select format('%s.%s', tablename, policyname) as name, to_jsonb(p) as says from pg_policies p`,
  rule: `select format('%s.%s', tablename, rulename) as name, to_jsonb(r) as says from pg_rules r where schemaname = 'public'`,
  default_rights: `select format('%s %s', defaclrole::regrole, defaclobjtype) as name, to_jsonb(defaclacl) as says from pg_default_acl`,
  event_trigger: 'select evtname as name, to_jsonb(e) as says from pg_event_trigger e',
  comment: `select pg_describe_object(classoid, objoid, objsubid) as name, to_jsonb(description) as says from pg_description
    where classoid <> 'pg_extension'::regclass and (classoid = 'pg_class'::regclass and objoid in (select oid from (${RELATIONS}) r)
      or classoid = 'pg_proc'::regclass and objoid in (select oid from pg_proc where pronamespace = 'public'::regnamespace
        and ${ours('pg_proc', 'pg_proc.oid')})
      or classoid = 'pg_type'::regclass and objoid in (select oid from pg_type where typnamespace = 'public'::regnamespace
        and ${ours('pg_type', 'pg_type.oid')})
      or classoid in ('pg_constraint'::regclass, 'pg_trigger'::regclass))`,
};

/** The lines `kind name {…}`. Rows are included, which after the migrations alone are those that the migrations wrote. */
export async function catalogueOf(client: pg.Client): Promise<string[]> {
  const lines: string[] = [];
  for (const [kind, query] of Object.entries(PARTS)) {
    const { rows } = await client.query<{ name: string; says: unknown }>(query);
    for (const { name, says } of rows) lines.push(`${kind} ${name} ${JSON.stringify(says)}`);
  }
  return [...lines, ...(await rowsOf(client))].sort();
}

/** Instants that were written when the migration ran are left out. */
async function rowsOf(client: pg.Client): Promise<string[]> {
  const { rows: tables } = await client.query<{ name: string; times: string[] }>(
    `select relname as name, array(select attname::text from pg_attribute where attrelid = r.oid and attnum > 0
       and not attisdropped and atttypid = 'timestamptz'::regtype) as times from (${RELATIONS}) r where relkind = 'r'`,
  );
  const lines: string[] = [];
  for (const { name, times } of tables) {
    const { rows } = await client.query<{ row: unknown }>(
      `select to_jsonb(t) - $1::text[] as row from "${name}" t`,
      [times],
    );
    for (const { row } of rows) lines.push(`row ${name} ${JSON.stringify(row)}`);
  }
  return lines;
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Unavailable } from '@workbook/domain';
import pg from 'pg';
import { catalogs } from '../src/database-objects.ts';
import { dumpDatabase } from './support/database-dump.ts';
import { databaseWith, resourcesOn, run, schemasOfSteps } from './support/databases.ts';
import { foreignDatabase, foreignObjects, foreignParts } from './support/foreign-objects.ts';

// Whatever a database holds: it is the step's own tables alone, or it is refused and left as it is.

const schemas = await schemasOfSteps();
const createSchema = schemas.get('05') as NonNullable<ReturnType<typeof schemas.get>>;

const sentence =
  /^the database "schema_\d+_\d+" holds what this step did not make \(.+\); it was left as it is: name an empty database, or let the workbook make one$/;

async function refuses(url: string, create = createSchema, ownToo = false): Promise<string> {
  const before = await dumpDatabase(url, ownToo);
  const refusal = await create(resourcesOn(url)).then(
    () => assert.fail('it was not refused'),
    (error: unknown) => error,
  );
  assert.equal(await dumpDatabase(url, ownToo), before);
  assert.ok(refusal instanceof Unavailable, String(refusal));
  assert.match(refusal.message, sentence);
  return refusal.message;
}

describe("another program's database is refused and left as it is", () => {
  for (const [number, create] of schemas)
    it(`by step ${number}`, async () => {
      const url = await databaseWith(foreignDatabase);
      assert.match(
        await refuses(url, create, true),
        /\(schema archive, type public\.mood, type public\.amount and \d+ more\)/,
      );
    });
});

describe('a database is refused and left as it is that holds nothing but', () => {
  for (const [kind, sql] of Object.entries(foreignObjects))
    it(`a foreign ${kind}`, async () => {
      await refuses(await databaseWith(sql));
    });
});

describe("a database is refused and left as it is whose own table has another program's", () => {
  for (const [kind, sql] of Object.entries(foreignParts))
    it(kind, async () => {
      const url = await databaseWith();
      await createSchema(resourcesOn(url));
      await run(url, sql);
      await refuses(url);
    });
});

describe('the refusal', () => {
  it('names what was found, things and not their parts', async () => {
    const url = await databaseWith(foreignObjects.view ?? '', foreignObjects.table ?? '');
    assert.match(await refuses(url), /\(view public\.report, table public\.customer\)/);
  });

  it('says when a table has a name of ours and another shape', async () => {
    const url = await databaseWith(foreignObjects['account table of another shape'] ?? '');
    assert.match(
      await refuses(url),
      /\(table public\.account, as another program or another step has it\)/,
    );
  });

  for (const [number, previous] of [
    ['07', '06'],
    ['08', '07'],
    ['07', '08'],
  ] as const)
    it(`says so of step ${number} in the database of step ${previous}`, async () => {
      const url = await databaseWith();
      await schemas.get(previous)?.(resourcesOn(url));
      await refuses(url, schemas.get(number));
    });

  it('comes when a sequence of ours is missing', async () => {
    const url = await databaseWith();
    await schemas.get('08')?.(resourcesOn(url));
    await run(url, 'drop sequence fencing_token');
    await refuses(url, schemas.get('08'));
  });
});

it('looks at every catalog whose rows are objects, or at what they are parts of', async () => {
  const parts = [
    'pg_amop',
    'pg_amproc',
    'pg_attrdef',
    'pg_constraint',
    'pg_enum',
    'pg_publication_namespace',
    'pg_publication_rel',
    'pg_user_mapping',
  ];
  const client = new pg.Client({ connectionString: await databaseWith() });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class join pg_attribute on attrelid = pg_class.oid
     where relnamespace = 'pg_catalog'::regnamespace and relkind = 'r' and not relisshared
       and attname = 'oid'`,
  );
  await client.end();
  const known = new Set([...catalogs, ...parts]);
  assert.deepEqual(
    rows.map(({ name }) => name).filter((name) => !known.has(name)),
    [],
  );
});

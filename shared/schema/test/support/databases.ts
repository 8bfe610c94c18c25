import assert from 'node:assert/strict';
import { after } from 'node:test';
import { loadCourse, type StepModule } from '@workbook/course';
import type { Resources } from '@workbook/domain';
import { createDatabase, startServices } from '@workbook/services';
import pg from 'pg';

const stack = new AsyncDisposableStack();
let server: Promise<string> | undefined;
let made = 0;
after(() => stack.disposeAsync());

/** A database that holds what these statements make, and nothing else. */
export async function databaseWith(...statements: readonly string[]): Promise<string> {
  server ??= startServices({ postgres: true }).then((services) => {
    const { postgres } = stack.use(services);
    assert.ok(postgres);
    return postgres.url;
  });
  made += 1;
  const url = await createDatabase(await server, `schema_${process.pid}_${made}`);
  for (const statement of statements) await run(url, statement);
  return url;
}

/** Runs these statements in one session. */
export async function run(url: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}

/** What a step is given that lives on this database. */
export function resourcesOn(url: string): Resources {
  return {
    screen: async () => {},
    postgres: { url, poolSize: 1, lockTimeoutMs: 2000 },
    redis: { url: '' },
    dataFolder: '',
  };
}

/** How each step that has a schema creates it, by the step's number. */
export async function schemasOfSteps(): Promise<Map<string, Required<StepModule>['createSchema']>> {
  const course = await loadCourse();
  const withSchema = course.filter(({ needs }) => needs.includes('postgres'));
  const modules = await Promise.all(
    withSchema.map(async ({ number, file }) => {
      const { createSchema }: StepModule = await import(file);
      assert.ok(createSchema, `step ${number}`);
      return [number, createSchema] as const;
    }),
  );
  return new Map(modules);
}

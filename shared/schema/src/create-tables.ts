import { DriverException, IsolationLevel, type MikroORM } from '@mikro-orm/postgresql';
import { Unavailable } from '@workbook/domain';
import { type DatabaseObject, objectsIn } from './database-objects.ts';

/** What a step's storage has besides the tables of its entities. */
export interface TableOptions {
  /** Sequences that belong to no column, by their names. */
  readonly sequences?: readonly string[];
}

/**
 * Creates the tables of the ORM's entities in an empty database. Where exactly these exist already,
 * it does nothing, and their rows stay. In any other database it changes nothing and throws: what
 * it holds is not ours, and `orm.schema.update()` would drop it.
 *
 * Instances that start at the same time may all call it. One creates, the others wait for it.
 *
 * @throws Unavailable when the database holds anything else, or cannot be looked at, or does not let
 *   this role create tables: in one sentence, with what to do.
 */
export async function createTables(
  orm: MikroORM,
  { sequences = [] }: TableOptions = {},
): Promise<void> {
  const tables = orm.schema
    .getTargetSchema()
    .getTables()
    .map(({ name }) => name);
  const found = await createWhereEmpty(orm, tables, sequences).catch((error: unknown) => {
    throw isOfDatabase(error) ? cannotCreate(orm, error) : error;
  });
  if (found.length === 0) return;
  const foreign = found.filter(({ isOwn }) => !isOwn);
  if (foreign.length > 0) throw notOurs(orm, shown(foreign));
  const isComplete = found.length === tables.length + sequences.length;
  if (isComplete && (await orm.schema.getUpdateSchemaSQL({ wrap: false })) === '') return;
  throw notOurs(orm, `${shown(found)}, as another program or another step has it`);
}

/** Resolves to what the database held: to nothing when the tables have been created. */
async function createWhereEmpty(
  orm: MikroORM,
  tables: readonly string[],
  sequences: readonly string[],
): Promise<readonly DatabaseObject[]> {
  const statements = [
    await orm.schema.getCreateSchemaSQL({ wrap: false }),
    ...sequences.map((name) => `create sequence ${orm.em.getPlatform().quoteIdentifier(name)};`),
  ];
  return orm.em.fork().transactional(
    async (em) => {
      await em.execute('select pg_advisory_xact_lock(?)', [creationLock]);
      const found = await objectsIn(em, [...tables, ...sequences]);
      if (found.length === 0) await em.execute(statements.join('\n'));
      return found;
    },
    // A snapshot from before the wait would not show what another instance has just created.
    { isolationLevel: IsolationLevel.READ_COMMITTED },
  );
}

/** Any number will do, as long as all instances name the same one. */
const creationLock = 20_251_101;

const shownObjects = 3;

function shown(objects: readonly DatabaseObject[]): string {
  const names = objects.slice(0, shownObjects).map(({ type, identity }) => `${type} ${identity}`);
  const more = objects.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

function notOurs(orm: MikroORM, what: string): Unavailable {
  return new Unavailable(
    `the database "${orm.config.get('dbName')}" holds what this step did not make (${what}); it was left as it is: name an empty database, or let the workbook make one`,
  );
}

function cannotCreate(orm: MikroORM, cause: DatabaseError): Unavailable {
  return new Unavailable(
    `no tables can be created in the database "${orm.config.get('dbName')}" (${cause.message || cause.code}): name one in which your role may create them, or let the workbook make one`,
    { cause },
  );
}

type DatabaseError = Error & { readonly code?: string };

/** MikroORM wraps what a statement reports; BEGIN, COMMIT and the pool report in the driver's own errors. */
function isOfDatabase(error: unknown): error is DatabaseError {
  if (error instanceof DriverException) return true;
  return error instanceof Error && ['Error', 'error', 'AggregateError'].includes(error.name);
}

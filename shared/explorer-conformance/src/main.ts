import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { controlPostgres } from '@workbook/explorer';
import { calledFrom, createDatabase, ScriptError, startBreakable } from '@workbook/services';
import pg from 'pg';
import { knownDifferences } from './known-differences.ts';
import { reportLine, summary, type Unexpected } from './report.ts';
import { runSpec, type SpecResult } from './run-spec.ts';
import { openSourceTree, readExpected, readSpec, type SourceTree } from './source-tree.ts';

const usage = `Usage: npm run check:conformance -- --specs DIR [--json] [NAME...]

Runs PostgreSQL's own isolation specifications on the explorer's engine. DIR is the folder
src/test/isolation/specs of a PostgreSQL source tree; NAME is one of them, such as two-ids.`;

/** The command `npm run check:conformance`. Exit codes: 0 as expected, 1 something differs that should not. */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: {
      specs: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values.specs === undefined)
    throw new ScriptError('say where the specifications are, with --specs DIR; --help tells more');
  const tree = await openSourceTree(resolve(calledFrom(), values.specs));
  const names = chosen(tree, positionals);
  controlPostgres(pg);
  // Never a server of the user's own: specifications make and drop roles, as they like.
  await using postgres = await startBreakable('postgres');
  const server = await inspectServer(postgres.info.url);
  const results: SpecResult[] = [];
  for (const name of names) {
    const result = await runNamed(tree, name, postgres.info.url, server);
    results.push(result);
    if (!values.json) console.log(reportLine(result, whyKnown(result, tree, server)));
  }
  const unexpected: Unexpected[] = results
    .filter((result) => result.differing.length > 0 && !whyKnown(result, tree, server))
    .map(({ name, differing }) => ({ name, differing }));
  if (values.json) {
    const specs = results.map((result) => {
      const known = whyKnown(result, tree, server);
      return { ...result, known };
    });
    console.log(
      JSON.stringify({ server: server.version.join('.'), source: tree.version, specs }, null, 2),
    );
  } else {
    console.log(
      summary(results, unexpected, { server: server.version.join('.'), source: tree.version }),
    );
  }
  return unexpected.length > 0 ? 1 : 0;
}

function chosen({ names, specs }: SourceTree, wanted: readonly string[]): readonly string[] {
  const missing = wanted.find((name) => !names.includes(name));
  if (missing !== undefined) throw new ScriptError(`there is no ${missing}.spec in ${specs}`);
  return wanted.length > 0 ? wanted : names;
}

async function runNamed(
  tree: SourceTree,
  name: string,
  serverUrl: string,
  { preparesTransactions }: Server,
): Promise<SpecResult> {
  const [text, expected] = await Promise.all([readSpec(tree, name), readExpected(tree, name)]);
  const needed = preparesTransactions ? undefined : needsPreparedTransactions(text, expected);
  // Some specifications name the database in which PostgreSQL itself runs them.
  const newDatabase = () => createDatabase(serverUrl, 'isolation_regression');
  return await runSpec({ name, text, expected, needed }, newDatabase);
}

/** Some expected files say what a server prints that prepares no transactions. */
function needsPreparedTransactions(
  text: string,
  expected: readonly (readonly string[])[],
): string | undefined {
  const foreseen = expected
    .flat()
    .some((one) => one.includes('prepared transactions are disabled'));
  return /prepare transaction/i.test(text) && !foreseen
    ? 'it prepares transactions, and max_prepared_transactions of this server is 0'
    : undefined;
}

/** Why a specification may print something else than its expected file, if that is known. */
function whyKnown(
  { name, differing }: SpecResult,
  { version: source }: SourceTree,
  { version }: Server,
): string | undefined {
  if (differing.length === 0) return undefined;
  const [serverMajor, serverMinor] = version;
  if (source !== undefined && Number.parseInt(source, 10) !== serverMajor)
    return `the expected file is of PostgreSQL ${source}, the server is ${version.join('.')}`;
  const known = knownDifferences[name];
  const older = known && serverMajor === known.since[0] && serverMinor < known.since[1];
  return older ? known.why : undefined;
}

interface Server {
  readonly version: readonly [major: number, minor: number];
  readonly preparesTransactions: boolean;
}

async function inspectServer(url: string): Promise<Server> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      `select current_setting('server_version_num')::int as version,
              current_setting('max_prepared_transactions')::int as prepared`,
    );
    const { version, prepared } = rows[0];
    return {
      version: [Math.floor(version / 10_000), version % 10_000],
      preparesTransactions: prepared > 0,
    };
  } finally {
    await client.end();
  }
}

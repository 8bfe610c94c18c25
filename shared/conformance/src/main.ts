import { parseArgs } from 'node:util';
import { controlPostgres } from '@workbook/explorer';
import { createDatabase, ServiceUnavailable, startServices } from '@workbook/services';
import pg from 'pg';
import { knownDifferences } from './known-differences.ts';
import { reportLine, summary, type Unexpected } from './report.ts';
import { runSpec, type SpecResult } from './run-spec.ts';
import { NoSpecs, openSourceTree, readExpected, readSpec, type SourceTree } from './source-tree.ts';

const usage = `Usage: npm run conformance -- --specs DIR [--json] [NAME...]

Runs PostgreSQL's own isolation specifications on the explorer's engine. DIR is the folder
src/test/isolation/specs of a PostgreSQL source tree; NAME is one of them, such as two-ids.`;

/** Exit codes: 0 as expected, 1 something differs that should not, 2 it could not be run. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    if (!(error instanceof NoSpecs || error instanceof ServiceUnavailable || isUsage(error)))
      throw error;
    console.error(`conformance: ${error.message}`);
    return 2;
  }
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
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
    throw new NoSpecs('say where the specifications are, with --specs DIR; --help tells more');
  const tree = await openSourceTree(values.specs);
  const names = chosen(tree, positionals);
  controlPostgres(pg);
  await using services = await startServices({ postgres: true });
  const server = await serverVersion(services.postgres.url);
  const results: SpecResult[] = [];
  for (const name of names) {
    const result = await runNamed(tree, name, services.postgres.url);
    results.push(result);
    if (!values.json) console.log(reportLine(result, whyKnown(result, tree, server)));
  }
  const unexpected: Unexpected[] = results
    .filter((result) => result.differing.length > 0 && !whyKnown(result, tree, server))
    .map(({ name, differing }) => ({ name, differing }));
  if (values.json) {
    const specs = results.map((result) => {
      const known = whyKnown(result, tree, server);
      return { ...result, ...(known === undefined ? {} : { known }) };
    });
    console.log(JSON.stringify({ server, source: tree.major, specs }, null, 2));
  } else {
    console.log(summary(results, unexpected, { server, source: tree.major }));
  }
  return unexpected.length > 0 ? 1 : 0;
}

function chosen({ names, specs }: SourceTree, wanted: readonly string[]): readonly string[] {
  const missing = wanted.find((name) => !names.includes(name));
  if (missing !== undefined) throw new NoSpecs(`there is no ${missing}.spec in ${specs}`);
  return wanted.length > 0 ? wanted : names;
}

async function runNamed(tree: SourceTree, name: string, serverUrl: string): Promise<SpecResult> {
  const [text, expected] = await Promise.all([readSpec(tree, name), readExpected(tree, name)]);
  const newDatabase = () => createDatabase(serverUrl, `conformance_${process.pid}`);
  return await runSpec({ name, text, expected }, newDatabase);
}

/** Why a specification may print something else than its expected file, if that is known. */
function whyKnown(
  { name, differing }: SpecResult,
  { major }: SourceTree,
  server: number,
): string | undefined {
  if (differing.length === 0) return undefined;
  if (major !== undefined && major !== server)
    return `the expected file is of PostgreSQL ${major}, the server is ${server}`;
  return knownDifferences[name];
}

async function serverVersion(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(`select current_setting('server_version_num')::int as num`);
    return Math.floor(rows[0].num / 10_000);
  } finally {
    await client.end();
  }
}

function isUsage(error: unknown): error is Error {
  return (
    error instanceof Error && String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS')
  );
}

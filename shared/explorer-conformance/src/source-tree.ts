import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ScriptError } from '@workbook/services';

/** The isolation tests of a PostgreSQL source tree: specifications, and what they should print. */
export interface SourceTree {
  readonly specs: string;
  readonly expected: string;
  /** The names of the specifications, sorted. */
  readonly names: readonly string[];
  /** The version of the source, such as `18.6`, when its tree says so. */
  readonly version?: string;
}

/**
 * Finds the specifications in `folder`: it may hold them itself, or in `specs`, or be a whole
 * source tree. What they should print lies in `expected`, beside `specs`. Throws `ScriptError` when
 * there is none.
 */
export async function openSourceTree(folder: string): Promise<SourceTree> {
  for (const place of ['.', 'specs', 'src/test/isolation/specs']) {
    const specs = resolve(folder, place);
    const names = await specNames(specs);
    if (names.length === 0) continue;
    const version = await versionOf(specs);
    const expected = join(specs, '..', 'expected');
    return { specs, expected, names, version };
  }
  throw new ScriptError(
    `there are no isolation specifications in ${folder}: give the folder src/test/isolation/specs of a PostgreSQL source tree`,
  );
}

/** The text of a specification. */
export function readSpec(tree: SourceTree, name: string): Promise<string> {
  return readFile(join(tree.specs, `${name}.spec`), 'utf8');
}

/**
 * What the permutations of a specification should print, one after the other. There may be several
 * such files, each as good as the other: `name.out`, and `name_1.out` to `name_9.out`.
 */
export async function readExpected(tree: SourceTree, name: string): Promise<string[][]> {
  const files = ['', ...Array.from({ length: 9 }, (_, i) => `_${i + 1}`)];
  const texts = await Promise.all(
    files.map((number) => textOrNothing(join(tree.expected, `${name}${number}.out`))),
  );
  return texts.filter((text) => text !== undefined).map(splitExpected);
}

/** Cuts an expected file into its permutations; what comes before the first is left out. */
export function splitExpected(text: string): string[] {
  const [, ...permutations] = text.split(/^(?=starting permutation:)/m);
  // An empty line separates each permutation from the next, and is not part of it.
  return permutations.map((one, i) => (i < permutations.length - 1 ? one.slice(0, -1) : one));
}

async function specNames(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files
    .filter((file) => file.endsWith('.spec'))
    .map((file) => basename(file, '.spec'))
    .sort();
}

/** A source tree's `configure` script names its version. */
async function versionOf(specs: string): Promise<string | undefined> {
  const configure = await textOrNothing(resolve(specs, '../../../..', 'configure'));
  return /^PACKAGE_VERSION='([^']+)'/m.exec(configure ?? '')?.[1];
}

function textOrNothing(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

import { ExplorationError, NotReproducible } from '@workbook/explorer';
import { LeftOut } from './left-out.ts';
import { parseSpec } from './parser.ts';
import { maxGenerated, permutationsOf } from './permutations.ts';
import { InvalidSpec, type Permutation, type Spec } from './spec.ts';
import { SpecDatabase } from './spec-database.ts';
import { runPermutation } from './spec-scenario.ts';

/** What became of a specification. */
export interface SpecResult {
  readonly name: string;
  readonly permutations: number;
  /** How many of them printed exactly what is expected. */
  readonly same: number;
  readonly differing: readonly Difference[];
  /** Why permutations were not run, or did not finish, and how many for each reason. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** The first line in which a permutation printed something else. */
export interface Difference {
  readonly permutation: string;
  readonly expected: string;
  readonly printed: string;
}

interface Source {
  readonly name: string;
  readonly text: string;
  /** The expected files, each as good as the other, cut into their permutations. */
  readonly expected: readonly (readonly string[])[];
  /** What it needs and the server lacks, if that is known beforehand. */
  readonly needed?: string;
}

/**
 * Runs all permutations of a specification and compares each with its expected text. `newDatabase`
 * makes an empty database: one to begin with, and one after each permutation that did not
 * finish.
 */
export async function runSpec(
  { name, text, expected, needed }: Source,
  newDatabase: () => Promise<string>,
): Promise<SpecResult> {
  const spec = specOrReason(text);
  if (typeof spec === 'string') return allLeftOut(name, 1, spec);
  const permutations = permutationsOf(spec);
  if (!permutations)
    return allLeftOut(name, 1, `it lists no permutation, and has more than ${maxGenerated}`);
  if (expected.length === 0)
    return allLeftOut(name, permutations.length, 'there is no expected file for it');
  if (needed !== undefined) return allLeftOut(name, permutations.length, needed);
  const outcomes = await runAll(name, spec, permutations, newDatabase);
  const compared = expected.map((texts) => compare(name, outcomes, texts));
  return compared.reduce((best, other) => (other.same > best.same ? other : best));
}

async function runAll(
  name: string,
  spec: Spec,
  permutations: readonly Permutation[],
  newDatabase: () => Promise<string>,
): Promise<(string | LeftOut)[]> {
  const outcomes: (string | LeftOut)[] = [];
  while (outcomes.length < permutations.length) {
    const rest = permutations.slice(outcomes.length);
    outcomes.push(...(await runUntilLeftOut(name, spec, rest, await newDatabase())));
    const last = outcomes.at(-1);
    // What no permutation can pass need not be tried with each of them.
    if (last instanceof LeftOut && last.message.startsWith('its set-up fails'))
      while (outcomes.length < permutations.length) outcomes.push(last);
  }
  return outcomes;
}

async function runUntilLeftOut(
  name: string,
  spec: Spec,
  permutations: readonly Permutation[],
  url: string,
): Promise<(string | LeftOut)[]> {
  await using database = new SpecDatabase(url, name, spec);
  const outcomes: (string | LeftOut)[] = [];
  for (const permutation of permutations) {
    const outcome = await runPermutation(spec, permutation, database).catch(asLeftOut);
    outcomes.push(outcome);
    if (outcome instanceof LeftOut) break;
  }
  return outcomes;
}

/** What the engine refuses is a reason; any other error is a fault of this program. */
function asLeftOut(error: unknown): LeftOut {
  if (error instanceof LeftOut) return error;
  if (error instanceof NotReproducible)
    return new LeftOut('its next step belongs to a session that still waits for another one');
  if (!(error instanceof ExplorationError)) throw error;
  const { message } = error;
  if (message.includes('which does not belong to any client'))
    return new LeftOut('it waits for something other than the sessions of the specification');
  if (message.includes('got no reply'))
    return new LeftOut('a step waits for something that is not a lock');
  return new LeftOut(message);
}

function compare(
  name: string,
  outcomes: readonly (string | LeftOut)[],
  expected: readonly string[],
): SpecResult {
  const differing: Difference[] = [];
  const leftOut: Record<string, number> = {};
  let same = 0;
  outcomes.forEach((outcome, i) => {
    const text = expected[i] ?? '';
    if (outcome instanceof LeftOut) leftOut[outcome.message] = (leftOut[outcome.message] ?? 0) + 1;
    else if (outcome === text) same += 1;
    else differing.push(firstDifference(outcome, text));
  });
  return { name, permutations: outcomes.length, same, differing, leftOut };
}

function firstDifference(printed: string, expected: string): Difference {
  const lines = printed.split('\n');
  const wanted = expected.split('\n');
  const at = lines.findIndex((line, i) => line !== wanted[i]);
  const where = at < 0 ? lines.length : at;
  return {
    permutation: (lines[0] ?? '').replace('starting permutation: ', ''),
    expected: wanted[where] ?? '(the end)',
    printed: lines[where] ?? '(the end)',
  };
}

function specOrReason(text: string): Spec | string {
  try {
    return parseSpec(text);
  } catch (error) {
    if (error instanceof InvalidSpec) return `it is not a specification: ${error.message}`;
    throw error;
  }
}

function allLeftOut(name: string, permutations: number, reason: string): SpecResult {
  return { name, permutations, same: 0, differing: [], leftOut: { [reason]: permutations } };
}

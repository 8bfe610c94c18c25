import { parseArgs } from 'node:util';
import {
  allRaces,
  type CourseStep,
  JobFailed,
  JudgePool,
  loadCourse,
  type Race,
} from '@workbook/race-test';
import { ServiceUnavailable, startServices } from '@workbook/services';
import { type Bounds, type Comparison, compare } from './compare.ts';
import { comparisonText, heading, sumText } from './table.ts';

const usage = `npm run reduction [-- [--whole N] [--first N] [--json] [NN[/RACE] …]]

Searches every race on every step with reduction, and again in every order, and compares what they
find: the outcomes, how many orders there are, and how many of them fail. NN is a step, RACE a race.
Exit code 1 when something differs.

  --whole N  races of up to N orders are run in all of them (3000)
  --first N  of other races, the first N orders are run, and must lead to nothing new (500)`;

/** Two processes keep the smallest machine that the workbook is written for busy. */
const judges = 2;

type Pair = readonly [CourseStep, Race];

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      whole: { type: 'string', default: '3000' },
      first: { type: 'string', default: '500' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const bounds = {
    whole: wholeNumber('--whole', values.whole),
    first: wholeNumber('--first', values.first),
  };
  const pairs = pairsNamed(await loadCourse(), positionals);
  if (!values.json) console.log(heading);
  const comparisons = await compareAll(pairs, bounds, (comparison) => {
    if (!values.json) console.log(comparisonText(comparison));
  });
  if (values.json) console.log(JSON.stringify({ format: 1, comparisons }, null, 2));
  else console.log(`\n${sumText(comparisons)}`);
  return comparisons.some(({ difference }) => difference !== null) ? 1 : 0;
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new TypeError(`${option} must be a whole number from 1, got "${text}"`);
  return Number(text);
}

/** The races on the steps that the arguments mean: without arguments, all that the map shows. */
function pairsNamed(course: readonly CourseStep[], texts: readonly string[]): readonly Pair[] {
  const all = course.flatMap((step) => allRaces(course).map((race): Pair => [step, race]));
  const named = texts.flatMap((text) => {
    const [number = '', id] = text.split('/');
    const meant = all.filter(
      ([step, race]) =>
        step.number === number.padStart(2, '0') && (id === undefined || race.id === id),
    );
    if (meant.length === 0)
      throw new TypeError(`"${text}" is no step and no race of one: write 03, or 03/lost-update`);
    return meant;
  });
  return texts.length > 0 ? named : all;
}

/** Compares two at a time, and tells of each as soon as it is done. */
async function compareAll(
  pairs: readonly Pair[],
  bounds: Bounds,
  onComparison: (comparison: Comparison) => void,
): Promise<readonly Comparison[]> {
  await using services = await startServices({ postgres: true, redis: true });
  await using pool = new JudgePool(services, { size: judges });
  const comparisons: Comparison[] = [];
  const queue = pairs.values();
  const work = async () => {
    for (const [step, race] of queue) {
      const comparison = await compare(race, step, pool, bounds);
      comparisons.push(comparison);
      onComparison(comparison);
    }
  };
  await Promise.all(Array.from({ length: judges }, work));
  return comparisons;
}

try {
  process.exitCode = await main();
} catch (error) {
  const expected =
    error instanceof ServiceUnavailable || error instanceof TypeError || error instanceof JobFailed;
  if (!expected) throw error;
  console.error(`reduction: ${error.message}`);
  process.exitCode = 2;
}

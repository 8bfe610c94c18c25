import { parseArgs } from 'node:util';
import { loadCourse, type Race, racesMappedOn } from '@workbook/course';
import { wholeNumber } from '@workbook/services';
import { judgeInOrder, startJudges } from '../judging/judges.ts';
import { type Pair, pairsNamed } from '../judging/pairs-named.ts';
import { compare } from './compare.ts';
import { comparisonText, heading, sumText } from './table.ts';

const usage = `npm run check:reduction [-- [--whole N] [--first N] [--json] [NN[/RACE] …]]

Searches every race on every step with reduction, and again in every order, and compares what they
find: the outcomes, how many orders there are, and how many of them fail. NN is a step, RACE a race.
Exit code 1 when something differs.

  --whole N  races of up to N orders are run in all of them (3000)
  --first N  of other races, the first N orders are run, and must lead to nothing new (500)`;

/** The command `npm run check:reduction`. */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
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
  const course = await loadCourse();
  // All that the map shows.
  const all = course.flatMap((step) =>
    racesMappedOn(course, step).map((race): Pair<Race> => [step, race]),
  );
  const advice = 'not a step and not a race of one: write 03, or 03/lost-update';
  const pairs = pairsNamed(all, positionals, advice);
  if (!values.json) console.log(heading);
  // A race of a step with servers may be asked for on one without: servers are there for all.
  await using judges = await startJudges(course);
  const comparisons = await judgeInOrder(
    pairs,
    ([step, race]) => compare(race, step, judges.pool, bounds),
    (comparison) => {
      if (!values.json) console.log(comparisonText(comparison));
    },
  );
  if (values.json) console.log(JSON.stringify({ format: 1, comparisons }, null, 2));
  else console.log(`\n${sumText(comparisons)}`);
  return comparisons.some(({ difference }) => difference !== null) ? 1 : 0;
}

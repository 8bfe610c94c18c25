import { parseArgs } from 'node:util';
import { type CourseStep, loadCourse, loadProtections, type Protection } from '@workbook/course';
import { judgeInOrder, startJudges } from '../judging/judges.ts';
import { type Pair, pairsNamed } from '../judging/pairs-named.ts';
import { judgeMutant } from './judge-mutant.ts';
import { heading, mutantText, sumText } from './table.ts';

const usage = `npm run check:mutants [-- [--every-race] [--json] [NN[/ID] …]]

Takes each protection out of the finished code of its step, one at a time: a race of that step has to
come back, or the step says why none does. NN is a step, ID a protection of it. Exit code 1 when one
of them is not as the step says.

  --every-race  each race that is said to come back has to, and where none is said to, every race of
                the step is searched: that takes long, most of all for step 08`;

/** The command `npm run check:mutants`. */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'every-race': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const course = await loadCourse();
  const advice = 'not a step and not a protection of one: write 03, or 03/own-id';
  const pairs = pairsNamed(await allPairs(course), positionals, advice);
  if (!values.json) console.log(heading);
  await using judges = await startJudges(pairs.map(([step]) => step));
  const results = await judgeInOrder(
    pairs,
    ([step, protection]) =>
      judgeMutant(step, protection, course, judges.pool, values['every-race']),
    (result) => {
      if (!values.json) console.log(mutantText(result));
    },
  );
  if (values.json) console.log(JSON.stringify({ format: 1, findings: results }, null, 2));
  else console.log(`\n${sumText(results)}`);
  return results.some(({ surprise }) => surprise !== null) ? 1 : 0;
}

async function allPairs(course: readonly CourseStep[]): Promise<readonly Pair<Protection>[]> {
  const ofSteps = course.map(async (step) =>
    (await loadProtections(step)).map((protection): Pair<Protection> => [step, protection]),
  );
  return (await Promise.all(ofSteps)).flat();
}

import { parseArgs } from 'node:util';
import { type CourseStep, loadCourse, loadProtections, type Protection } from '@workbook/race-test';
import { judgeInOrder, startJudges } from '../judges.ts';
import { runMain } from '../run-main.ts';
import { judgeMutant } from './judge-mutant.ts';
import { heading, mutantText, sumText } from './table.ts';

const usage = `npm run mutants [-- [--every-race] [--json] [NN[/ID] …]]

Takes each protection out of the finished code of its step, one at a time: a race of that step has to
come back, or the step says why none does. NN is a step, ID a protection of it. Exit code 1 when one
of them is not as the step says.

  --every-race  each race that is said to come back has to, and where none is said to, every race of
                the step is searched: that takes long, most of all for step 08`;

type Pair = readonly [CourseStep, Protection];

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
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
  const pairs = await pairsNamed(course, positionals);
  if (!values.json) console.log(heading);
  await using judges = await startJudges(pairs.map(([step]) => step));
  const findings = await judgeInOrder(
    pairs,
    ([step, protection]) =>
      judgeMutant(step, protection, course, judges.pool, values['every-race']),
    (finding) => {
      if (!values.json) console.log(mutantText(finding));
    },
  );
  if (values.json) console.log(JSON.stringify({ format: 1, findings }, null, 2));
  else console.log(`\n${sumText(findings)}`);
  return findings.some(({ surprise }) => surprise !== null) ? 1 : 0;
}

/** The protections that the arguments mean: all of them without arguments. */
async function pairsNamed(
  course: readonly CourseStep[],
  texts: readonly string[],
): Promise<readonly Pair[]> {
  const all: Pair[] = [];
  for (const step of course)
    for (const protection of await loadProtections(step)) all.push([step, protection]);
  const named = texts.flatMap((text) => {
    const [number = '', id] = text.split('/');
    const meant = all.filter(
      ([step, protection]) =>
        step.number === number.padStart(2, '0') && (id === undefined || protection.id === id),
    );
    if (meant.length === 0)
      throw new TypeError(`"${text}" is no step and no protection of one: write 03, or 03/own-id`);
    return meant;
  });
  return texts.length > 0 ? named : all;
}

await runMain('mutants', main);

import { parseArgs } from 'node:util';
import { loadCourse } from '@workbook/course';
import { ScriptError } from '@workbook/services';
import { judgeInOrder, startJudges } from '../judging/judges.ts';
import { type Attempt, attemptsAt, stepsWithAttempts } from './attempts.ts';
import { judgeAttempt, quickRuns } from './judge-attempt.ts';
import { attemptText, heading, sumText } from './table.ts';

const usage = `npm run check:panel [-- [--json] [--pictures] [--quick] [NN[/NAME] …]]

Judges the panel of attempts: every wrong one has to be red for the reason that its author wrote,
every right one green. NN is a step, NAME a part of an attempt's name. Exit code 1 on a surprise.
With --quick, right ones stand the first ${quickRuns} runs of every second race only.`;

/** The command `npm run check:panel`. */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      pictures: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const course = await loadCourse();
  const attempts = await attemptsNamed(positionals);
  if (!values.json) console.log(heading);
  await using judges = await startJudges(
    course.filter(({ number }) => attempts.some(({ step }) => step === number)),
  );
  const results = await judgeInOrder(
    attempts,
    (attempt) => judgeAttempt(attempt, course, judges.pool, values.quick),
    (result) => {
      if (values.json) return;
      console.log(attemptText(result));
      if (values.pictures && result.picture) console.log(`\n${result.picture}\n`);
    },
  );
  if (values.json) console.log(JSON.stringify({ format: 1, findings: results }, null, 2));
  else console.log(`\n${sumText(results)}`);
  return results.some(({ surprise }) => surprise !== null) ? 1 : 0;
}

/** The attempts that the arguments mean: all of them without arguments. */
async function attemptsNamed(texts: readonly string[]): Promise<readonly Attempt[]> {
  const steps = await stepsWithAttempts();
  const found = new Map<string, Attempt>();
  for (const text of texts.length > 0 ? texts : steps) {
    const [step = '', ...rest] = text.split('/');
    const number = step.padStart(2, '0');
    const all = steps.includes(number) ? await attemptsAt(number) : [];
    const named = all.filter(({ name }) => name.includes(rest.join('/')));
    if (named.length === 0)
      throw new ScriptError(`no attempt is called "${text}": the steps are ${steps.join(', ')}`);
    for (const attempt of named) found.set(attempt.file, attempt);
  }
  return [...found.values()];
}

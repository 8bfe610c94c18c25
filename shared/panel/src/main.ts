import { parseArgs } from 'node:util';
import { type CourseStep, JudgePool, loadCourse } from '@workbook/race-test';
import { ServiceUnavailable, startServices } from '@workbook/services';
import { type Attempt, attemptsAt, stepsWithAttempts } from './attempts.ts';
import { type Finding, judgeAttempt, quickRuns } from './judge-attempt.ts';
import { findingText, heading, sumText } from './table.ts';

const usage = `npm run panel [-- [--json] [--pictures] [--quick] [NN[/NAME] …]]

Judges the panel of attempts: every wrong one has to be red for the reason that its author wrote,
every right one green. NN is a step, NAME a part of an attempt's name. Exit code 1 on a surprise.
With --quick, right ones stand the first ${quickRuns} runs of each race only.`;

/** Two processes keep the smallest machine that the workbook is written for busy. */
const judges = 2;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
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
  const findings = await judgeAll(attempts, course, values.quick, (finding) => {
    if (values.json) return;
    console.log(findingText(finding));
    if (values.pictures && finding.picture) console.log(`\n${finding.picture}\n`);
  });
  if (values.json) console.log(JSON.stringify({ format: 1, findings }, null, 2));
  else console.log(`\n${sumText(findings)}`);
  return findings.some(({ surprise }) => surprise !== null) ? 1 : 0;
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
      throw new TypeError(`no attempt is called "${text}": the steps are ${steps.join(', ')}`);
    for (const attempt of named) found.set(attempt.file, attempt);
  }
  return [...found.values()];
}

/** Judges two attempts at a time, and tells of each as soon as it and all before it are done. */
async function judgeAll(
  attempts: readonly Attempt[],
  course: readonly CourseStep[],
  quick: boolean,
  onFinding: (finding: Finding) => void,
): Promise<readonly Finding[]> {
  const needs = new Set(
    course.filter(({ number }) => attempts.some(({ step }) => step === number)).flatMap(needsOf),
  );
  await using services = await startServices({
    postgres: needs.has('postgres'),
    redis: needs.has('redis'),
  });
  await using pool = new JudgePool(services, { size: judges });
  const findings: Finding[] = [];
  const queue = attempts.entries();
  const done = new Map<number, Finding>();
  const work = async () => {
    for (const [i, attempt] of queue) {
      done.set(i, await judgeAttempt(attempt, course, pool, quick));
      for (let next = done.get(findings.length); next; next = done.get(findings.length)) {
        findings.push(next);
        onFinding(next);
      }
    }
  };
  await Promise.all(Array.from({ length: judges }, work));
  return findings;
}

const needsOf = ({ needs }: CourseStep): readonly string[] => needs;

try {
  process.exitCode = await main();
} catch (error) {
  // What is thrown on purpose says in one sentence what to do; the rest is a defect, and shows its stack.
  const expected = error instanceof ServiceUnavailable || error instanceof TypeError;
  if (!expected) throw error;
  console.error(`panel: ${error.message}`);
  process.exitCode = 2;
}

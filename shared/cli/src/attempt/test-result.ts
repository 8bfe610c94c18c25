import { type CourseStep, picture } from '@workbook/race-test';
import { cellOf, cellWithoutVerdict } from '../json/race-verdict.ts';
import type { CheckedRace, Environment, Picture, TestResult } from '../json/results.ts';
import type { AttemptJudgement } from '../judging/judge-attempt.ts';
import type { Judgement } from '../judging/judge-races.ts';
import { replayCommand } from '../text/replay-command.ts';
import type { JudgedFile } from '../usage/arguments.ts';

/** What was found in an attempt, as the documented fields. */
export function testResultOf(
  found: AttemptJudgement,
  step: CourseStep,
  file: JudgedFile,
  environment: Environment,
): TestResult {
  const { verdict, judgements, failing, races, durationMs } = found;
  // When a race fails, those that were stopped have no verdict; they are named, and not counted.
  const settled = judgements.filter(
    ({ report, refusal }) =>
      refusal !== undefined || !failing || report?.exploration.verdict !== 'inconclusive',
  );
  const run = new Set(settled.map(({ race }) => race));
  return {
    format: 1,
    environment,
    step: step.number,
    file: file.shown,
    verdict,
    races: settled.map(checkedRace),
    failing: failing?.race.id ?? null,
    notRun: races.filter((race) => !run.has(race)).map(({ id }) => id),
    picture: failing ? pictureOf(failing, step, file) : null,
    durationMs,
  };
}

function checkedRace({ race: { id, name }, report, refusal }: Judgement): CheckedRace {
  const cell = report ? cellOf(report) : cellWithoutVerdict(refusal?.message ?? '');
  return { id, name, ...cell };
}

function pictureOf(
  { race, report }: Judgement,
  step: CourseStep,
  file: JudgedFile,
): Picture | null {
  const run = report?.exploration.first;
  if (!run) return null;
  const command = replayCommand({
    step: step.number,
    race: race.id,
    schedule: run.text,
    file: file.shown,
  });
  const text = picture(race, run, { replayCommand: command });
  return { race: race.id, schedule: run.text, text, replayCommand: command };
}

import { loadCourse, loadSessions, type Sessions } from '@workbook/course';
import { argsOf } from '../page/args.ts';
import type { Block } from '../page/blocks.ts';
import { CannotRender } from '../page/problem.ts';
import type { LessonRuns } from '../runs/lesson-runs.ts';
import type { Told } from '../runs/run-sessions.ts';
import { fenced } from './text.ts';

/**
 * `sessions of=ID on=NN`: what sessions of the database are told, and what each answers, with the plans, from a
 * step's `test/sessions.ts`.
 */
export async function renderSessions(block: Block, runs: LessonRuns): Promise<string> {
  const args = argsOf(block, ['of', 'on']);
  const step = (await loadCourse()).find(({ number }) => number === args.on);
  const all: readonly Sessions[] = step ? await loadSessions(step) : [];
  const sessions = all.find(({ id }) => id === args.of);
  if (!sessions)
    throw new CannotRender(
      `"run: ${block.title}" asks for sessions that step ${args.on} does not have: its test/sessions.ts has ${all.map(({ id }) => id).join(', ') || 'none'}`,
    );
  return fenced('text', sessionsText(await runs.sessions(sessions)));
}

/** One line for each statement, its plan and a late answer below it. */
export function sessionsText(told: readonly Told[]): string {
  return told
    .flatMap(({ session, sql, plan, waitedFor, answeredAt, answer }, at) => {
      const isLate = answeredAt > at;
      const ending = isLate ? `… waits for ${waitedFor}` : answer;
      const after = told.filter((one, i) => i < at && one.answeredAt === at);
      return [
        ...wrapped(`${session}  ${sql.replaceAll(/\s+/g, ' ')} ${ending}`),
        ...plan.map((line) => `       ${line}`),
        ...after.flatMap((one) => wrapped(`${one.session}    … goes on ${one.answer}`)),
      ];
    })
    .join('\n');
}

const widthOfText = 80;

/** Broken between words, where it is too long; the rest stands further in than where it began. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let rest = text.trimEnd();
  while (rest.length > widthOfText) {
    const end = rest.lastIndexOf(' ', widthOfText);
    if (end < 10) break;
    lines.push(rest.slice(0, end));
    rest = `     ${rest.slice(end + 1)}`;
  }
  return [...lines, rest];
}

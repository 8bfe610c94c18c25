import { failingTask } from '../attempt/tasks-text.ts';
import type {
  CheckedProofStep,
  ProofCheckResult,
  ProofResult,
  StepFinding,
} from '../json/proof.ts';
import { colors, counted, whole, wrapped } from '../text/format.ts';
import { failureText } from '../text/verdict.ts';

const signs = { green: '✓', red: '✗', inconclusive: '?', broken: '!' } as const;

/** What was written, for people. */
export function proofText({ file, steps }: Pick<ProofResult, 'file' | 'steps'>): string {
  const lines = steps.flatMap((step) => block(signs[step.verdict], step.step, findingText(step)));
  return `${lines.join('\n')}\n\n${file} has your code and these verdicts: npx workbook proof --check ${file} judges it again.`;
}

/** What was found when a proof was judged again, for people. */
export function proofCheckText({ steps, ok, versions, claimedVersions }: ProofCheckResult): string {
  const lines = steps.flatMap((step) =>
    block(step.same ? signs[step.found.verdict] : '✗', step.step, checkedText(step)),
  );
  const differ = (['workbook', 'node', 'postgresql', 'redis'] as const).filter(
    (name) => versions[name] !== null && versions[name] !== claimedVersions[name],
  );
  const others = differ.map(
    (name) => `${name} ${claimedVersions[name] ?? 'none'}, here ${versions[name]}`,
  );
  return [
    lines.join('\n'),
    ...(others.length > 0 ? [wrapped(`Judged with others: ${others.join('; ')}.`).join('\n')] : []),
    ok
      ? colors.green('Every verdict is as it was said, and green.')
      : colors.red('Not every verdict is as it was said, and green.'),
  ].join('\n\n');
}

function checkedText({ claimed, same, found }: CheckedProofStep): string {
  return same
    ? `as said: ${findingText(found)}`
    : `said ${claimed}, and found otherwise: ${findingText(found)}`;
}

/** `green: 9 races cannot happen, in all 780 orders`. */
function findingText({ verdict, races, orders, failing, tasks, problem }: StepFinding): string {
  if (verdict === 'green')
    return `green: ${counted(races.prevented, 'race')} cannot happen, in all ${whole(orders)} orders`;
  if (verdict === 'broken') return `cannot be judged: ${problem?.message ?? ''}`;
  if (verdict === 'inconclusive')
    return `inconclusive: ${problem?.message ?? 'nothing fails, but not all orders could be tried'}`;
  if (failing)
    return `red: ${failureText(failing.race, failing.wrongAlone)}, as in ${failing.schedule}`;
  const task = failingTask(tasks);
  return task ? `red: task ${task.number} is not done: ${task.name}` : 'red';
}

function block(sign: string, step: string, text: string): string[] {
  const [first = '', ...rest] = wrapped(text, 68);
  return [`${sign} step ${step}  ${first}`, ...rest.map((line) => `           ${line}`)];
}

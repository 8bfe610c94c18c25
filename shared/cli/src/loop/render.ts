import { memoryNote } from '../attempt/check-text.ts';
import { choiceText } from '../attempt/prediction.ts';
import { expectedText } from '../attempt/start-step.ts';
import { bodyOf, greenNext, verdictText } from '../attempt/test-text.ts';
import { firstRuns, type Stage } from '../judging/judge-attempt.ts';
import type { Screen } from '../terminal/screen.ts';
import { colors, wrapped } from '../text/format.ts';
import { legend } from './keys.ts';
import type { LoopState } from './state.ts';

/** What the loop shows in `state`, on a terminal that is `width` characters wide. */
export function screenOf(state: LoopState, width: number): Screen {
  return {
    title: titleText(state),
    verdict: verdictLine(state),
    body: bodyText(state, width),
    offset: state.offset,
    message: state.message,
    keys: legend(state.view, width),
  };
}

/** How wide a paragraph is: longer lines are hard to read, whatever room there is. */
export const proseWidth = (width: number) => Math.min(width, 100);

function titleText({ step: { heading, attempt } }: LoopState): string {
  return `${colors.bold(heading)}  ${colors.dim(attempt)}`;
}

function verdictLine({ doing, problem, result }: LoopState): string {
  if (doing !== '') return colors.dim(`… ${doing}`);
  if (problem !== '') return colors.yellow('! This cannot be judged yet.');
  return result ? verdictText(result) : '';
}

function bodyText(state: LoopState, width: number): string {
  const { view, step } = state;
  const wrap = (text: string) => wrapped(text, proseWidth(width)).join('\n');
  switch (view.kind) {
    case 'begin':
      return `${wrap(`Enter makes ${step.attempt}/ for you, with the code that this step begins with.`)}
Expected red: ${expectedText(step.expectedRed, step.notWritten ?? [])}.

l shows the lesson.`;
    case 'spoil':
      return wrap(
        `Step ${step.number} is not green yet, and this compares your code with the finished one. y shows it anyway.`,
      );
    case 'question':
      return `${wrap(`Before you begin step ${view.question.step.number}: ${view.question.text}`)}

y  ${choiceText('possible')}
n  ${choiceText('prevented')}`;
    case 'text':
    case 'lesson':
    case 'hint':
    case 'answered':
      return view.text;
    case 'verdict':
      return verdictBody(state, width, wrap);
  }
}

function verdictBody(
  { problem, result, stage }: LoopState,
  width: number,
  wrap: (text: string) => string,
): string {
  if (problem !== '') return wrap(problem);
  if (!result) return stage ? wrap(meanwhile[stage]) : '';
  if (result.verdict !== 'green') {
    // The command that replays it may be too long for the screen, and a key does the same.
    const text = bodyOf(result, proseWidth(width))
      .join('\n\n')
      .replace(/^replay: .*$/m, 'r runs it again, h helps');
    // What is wider than the screen would be cut; a timeline fits, a sentence may not.
    const lines = text.split('\n').map((line) => (line.length > width ? wrap(line) : line));
    return lines.join('\n');
  }
  const note = memoryNote(result.races);
  return [
    ...bodyOf(result, proseWidth(width)),
    `The finished code is in steps/${result.step}/src: d compares.`,
    greenNext(result.step).join('\n'),
    ...(note === undefined ? [] : [wrap(note)]),
    'n goes on to the next step.',
  ].join('\n\n');
}

/** What is known while there is no verdict yet. */
const meanwhile: Readonly<Record<Stage, string>> = {
  first: '',
  open: `Probably green: nothing has failed in the first ${firstRuns} runs of each race. Races that have more orders are run to their end now.`,
  memory:
    'Nothing has failed so far, in the orders that matter if requests meet only in the storage. Now the rest of the orders within one instance are run, in case your code keeps something in memory. This takes a while.',
};

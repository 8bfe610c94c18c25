import type { Protection } from '@workbook/course';
import { memoryNote, searchNote } from '../attempt/check-text.ts';
import { choiceText } from '../attempt/prediction.ts';
import { expectedText } from '../attempt/start-step.ts';
import { bodyOf, verdictText } from '../attempt/test-text.ts';
import { absenceLine, vanishedText } from '../desk/absence.ts';
import { knownIn } from '../desk/known.ts';
import { leftOpen, meanwhileText, racesLine, standingText } from '../desk/standing-text.ts';
import { narrowPicture } from '../judging/narrow-picture.ts';
import type { Screen } from '../terminal/screen.ts';
import { colors, proseWidth, wrapped } from '../text/format.ts';
import { withSeconds } from '../text/wait.ts';
import { legend } from './keys.ts';
import type { LoopState } from './state.ts';

/** What the loop shows in `state`, on a terminal that is `width` characters wide. */
export function screenOf(state: LoopState, width: number): Screen {
  return {
    title: titleText(state, width),
    verdict: verdictLine(state, width),
    body: bodyText(state, width),
    offset: state.offset,
    message: state.message,
    keys: legend(state.view, width),
  };
}

/** Where one is and the file to edit: what is said of the step gives way first, then the word. */
function titleText({ step: { heading, last, number, attempt } }: LoopState, width: number): string {
  const file = `${attempt}/accounts.ts`;
  const names = [
    heading.replace(/^(Step \d+)/, `$1 of ${last}`),
    `Step ${number} of ${last}`,
    `${number}/${last}`,
  ];
  const where = names.find((name) => name.length + 2 + file.length <= width) ?? number;
  return `${colors.bold(where)}  ${colors.dim(file)}`;
}

function verdictLine(
  { absence, doing, seconds, problem, result }: LoopState,
  width: number,
): string {
  if (doing !== '') return colors.dim(withSeconds(`… ${doing}`, seconds, width));
  if (absence) return (absence.hasVanished ? colors.yellow : colors.dim)(absenceLine(absence));
  if (problem !== '') return colors.yellow('! This cannot be judged yet.');
  return result ? verdictText(result, width) : '';
}

function bodyText(state: LoopState, width: number): string {
  const { view, step } = state;
  const wrap = (text: string) => wrapped(text, proseWidth(width)).join('\n');
  switch (view.kind) {
    case 'begin':
      return `${vanished(state, wrap)}${wrap(`Enter makes ${step.attempt}/ for you, with the code that this step begins with.`)}
Expected red: ${expectedText(step.expectedRed, step.notWritten ?? [])}.

l shows the lesson.

${standingText(knownIn(state), step, proseWidth(width))}`;
    case 'standing':
      return standingText(knownIn(state), step, proseWidth(width));
    case 'break':
      return breakMenu(view.protections, proseWidth(width));
    case 'spoil':
      return wrap(
        `Step ${step.number} is not green yet, and this compares your code with the finished one. y shows it anyway.`,
      );
    case 'question':
      return `${wrap(`Before you begin step ${view.question.step.number}: ${view.question.text}`)}

${choices
  .map(([key, does]) => `${key}  ${wrapped(does, proseWidth(width) - 3).join('\n   ')}`)
  .join('\n')}`;
    case 'text':
    case 'lesson':
    case 'hint':
    case 'keys':
    case 'answered':
      return view.text;
    case 'verdict':
      return verdictBody(state, width, wrap);
  }
}

function vanished({ absence, step }: LoopState, wrap: (text: string) => string): string {
  const text = absence ? vanishedText(absence, step.attempt) : '';
  return text === '' ? '' : `${wrap(text)}\n\n`;
}

/** What answers a question before a step. */
const choices = [
  ['y', choiceText('possible')],
  ['n', choiceText('prevented')],
  ['s', 'skips the question'],
] as const;

function verdictBody(state: LoopState, width: number, wrap: (text: string) => string): string {
  const { problem, result, judging, step } = state;
  if (problem !== '') return wrap(problem);
  const prose = proseWidth(width);
  if (!result) {
    if (!judging) return '';
    const note = meanwhileText(judging.stage, step);
    return [standingText(knownIn(state), step, prose), ...(note === '' ? [] : [wrap(note)])].join(
      '\n\n',
    );
  }
  if (result.verdict !== 'green') {
    const { picture } = result;
    const shown = picture && { ...picture, text: narrowPicture(picture, width) };
    const [tasks = '', ...rest] = bodyOf({ ...result, picture: shown }, prose);
    const known = knownIn(state);
    const races = known.races.length > 0 ? racesLine(known, prose) : '';
    const lines =
      result.tasks.length > 0 ? [`${tasks}\n${races}`.trimEnd(), ...rest] : [races, tasks, ...rest];
    const text = lines
      .filter((line) => line !== '')
      .join('\n\n')
      .replace(
        /^replay: .*$/m,
        (command) =>
          `e opens your editor there, r runs it again, h helps
${command}${pageText(state, width)}`,
      );
    // What is wider than the screen would be cut; a timeline fits, a sentence may not. A command is to be copied whole.
    return text
      .split('\n')
      .map((line) => (line.length > width && !line.startsWith('replay: ') ? wrap(line) : line))
      .join('\n');
  }
  const notes = [searchNote(result), memoryNote(result.races)];
  return [
    ...bodyOf(result, prose),
    leftOpen(step, prose),
    state.story ?? '',
    ...notes.flatMap((note) => (note === undefined ? [] : [wrap(note)])),
    wrap(
      `d compares your code with the finished one, steps/${result.step}/src. x takes its protections out, one at a time. g asks what can happen on the steps that you have seen. ${step.number === step.last ? 'n looks back on the whole course, and says what comes after it.' : 'n asks what the next step will do, and goes there.'}`,
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Where a browser shows the run. The page of the attempt shows it without more words, where there is no room for them. */
function pageText({ page }: LoopState, width: number): string {
  if (page === undefined) return '';
  const line = `in the browser: ${page}`;
  return `\n${line.length <= width ? line : line.replace(/#.*$/, '')}`;
}

function breakMenu(protections: readonly Protection[], width: number): string {
  const lines = protections.flatMap(({ title }, i) => {
    const [first = '', ...rest] = wrapped(title, width - 3);
    return [`${i + 1}  ${first}`, ...rest.map((line) => `   ${line}`)];
  });
  const asks =
    'The protections of the finished code. Which race comes back without each? A number takes it out, and shows.';
  return [wrapped(asks, width).join('\n'), lines.join('\n')].join('\n\n');
}

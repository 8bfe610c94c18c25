import { createInterface } from 'node:readline';
import { nameOfKey } from '../terminal/key-name.ts';
import { canAsk, takeKeys } from '../terminal/keys.ts';
import { printedWidth, wrapped } from '../text/format.ts';
import { print } from '../text/print.ts';
import { withProgress } from '../text/progress-line.ts';
import type { Asking } from './asking.ts';

/** Where answers come from: a key of the terminal each, or a line of the input each. */
export interface Answers extends Disposable {
  /** The next one; undefined when there are no more. */
  readonly next: () => Promise<string | undefined>;
  /** Whether what was shown stays until a key asks for more. */
  readonly turnsPages: boolean;
}

/** The keys that answer, as they are shown. */
export const keyLine = 'y can happen   n cannot happen   q leaves';

/** What is said when there are no more questions. */
export const allForToday = 'That is all for today: the next step has more.';

/**
 * Asks a question until it is answered, says whether that was right, and leaves the explanation on the
 * screen until a key asks for the next one. `count` gets each answer that a run has judged, and returns what is said of
 * the score. After the `isLast` one there is none to be asked for. Resolves with false when the learner leaves.
 */
export async function askOne(
  asking: Asking,
  answers: Answers,
  count: (right: boolean) => string,
  isLast = false,
): Promise<boolean> {
  print(`${asking.text}\n\n${fitted(keyLine)}`);
  const saysYes = await answered(answers);
  if (saysYes === undefined) return false;
  const { canHappen, text } = await withProgress('running it', asking.reveal);
  const end = canHappen ? 'it can happen' : 'it cannot happen';
  const right = canHappen === saysYes;
  const said =
    canHappen === undefined
      ? 'No verdict.'
      : `${right ? 'Right' : 'Wrong'}: ${end}. ${count(right)}`;
  print(`\n${text}\n\n${fitted(said)}\n`);
  if (!answers.turnsPages) return true;
  print(
    fitted(
      isLast ? `${allForToday} Any key leaves.` : 'q leaves, any other key asks the next one.',
    ),
  );
  const key = await answers.next();
  print('');
  return key !== undefined && !leaves(key);
}

/** Keys where there is a terminal, lines of the input elsewhere. */
export function answersHere(): Answers {
  if (canAsk()) {
    const keys = takeKeys();
    return {
      next: keys.next,
      turnsPages: true,
      [Symbol.dispose]: () => keys[Symbol.dispose](),
    };
  }
  const input = createInterface({ input: process.stdin });
  const lines = input[Symbol.asyncIterator]();
  return {
    next: async () => {
      const { value, done } = await lines.next();
      return done ? undefined : value.trim().toLowerCase();
    },
    turnsPages: false,
    [Symbol.dispose]: () => input.close(),
  };
}

/** Whether the learner says that it can happen; undefined when the learner leaves. */
async function answered(answers: Answers): Promise<boolean | undefined> {
  for (;;) {
    const answer = await answers.next();
    if (answer === undefined || leaves(answer)) return undefined;
    if (answer === 'y') return true;
    if (answer === 'n') return false;
    print(fitted(`"${nameOfKey(answer)}" is no answer: ${keyLine}`));
  }
}

/** A sentence in lines of whole words. */
function fitted(sentence: string): string {
  return wrapped(sentence, printedWidth()).join('\n');
}

const leaves = (answer: string) => answer === 'q' || answer === 'escape';

import { brokenText } from '../break/break-text.ts';
import { protectionsOf } from '../break/protection-named.ts';
import { takeOut } from '../break/take-out.ts';
import type { Asked } from './asked.ts';
import { type Change, reading, showing } from './state.ts';

/** The protections of the finished code, once the learner has code that is green. */
export async function breakMenu({ step, state }: Asked): Promise<Change> {
  if (state.result?.verdict !== 'green')
    return { message: 'x takes apart the finished code: it waits until this step is green.' };
  return showing({ kind: 'break', protections: await protectionsOf(step) });
}

/** Takes one out by its number. One that a further digit could make longer waits for that, or for Enter. */
export async function typeDigit(digit: number, asked: Asked): Promise<Change> {
  const { view } = asked.state;
  if (view.kind !== 'break') return {};
  const typed = (view.typed ?? 0) * 10 + digit;
  const count = view.protections.length;
  const longer = typed * 10;
  if (typed === 0 || longer > count) return await takeOutOne(typed, asked);
  const longest = Math.min(longer + 9, count);
  const others = longest === longer ? `${longer}` : `one of ${longer} to ${longest}`;
  return {
    view: { ...view, typed },
    message: `Enter takes out number ${typed}, a second digit ${others}.`,
  };
}

/** Takes out the one whose number was typed. */
export async function takeOutTyped(asked: Asked): Promise<Change> {
  const { view } = asked.state;
  if (view.kind !== 'break') return {};
  if (view.typed === undefined) return { message: 'Type the number of a protection.' };
  return await takeOutOne(view.typed, asked);
}

async function takeOutOne(
  number: number,
  { course, step, state, workshop, width, show }: Asked,
): Promise<Change> {
  if (state.view.kind !== 'break' || !workshop) return {};
  const { protections } = state.view;
  const view = { kind: 'break', protections } as const;
  const protection = protections[number - 1];
  if (!protection) return { view, message: `There are ${protections.length} protections.` };
  show({ view, doing: `running step ${step.number} without it` });
  const broken = await takeOut(course, step, protection, workshop.pool).finally(() =>
    show({ doing: '' }),
  );
  return reading(`${brokenText(step.number, broken, width)}\n\nx lists the others.`);
}

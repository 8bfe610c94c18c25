import { type CourseStep, loadCourse, loadProtections } from '@workbook/course';
import { argsOf } from '../page/args.ts';
import type { Block } from '../page/blocks.ts';
import { CannotRender } from '../page/problem.ts';

/**
 * `unseen on=07`: the protections of a step that change nothing which a race shows; why nothing can be
 * seen, and why they are written all the same.
 */
export async function renderUnseen(block: Block): Promise<string> {
  const { on } = argsOf(block, ['on']);
  const step = (await loadCourse()).find(({ number }) => number === on);
  const unseen = step ? await unseenIn(step) : [];
  if (unseen.length === 0) throw new CannotRender(`step "${on}" has no protection that is unseen`);
  return unseen.join('\n');
}

/** An item of a list for each. */
async function unseenIn(step: CourseStep): Promise<string[]> {
  return (await loadProtections(step)).flatMap((one) =>
    'equivalent' in one
      ? [
          `- **${one.title[0]?.toUpperCase()}${one.title.slice(1)}.** ${one.equivalent} ${one.worth}`,
        ]
      : [],
  );
}

import { type Timeline, timelineColumns } from '@workbook/judge';
import { CannotRender } from '../page/problem.ts';

/**
 * The columns of a timeline with the lines of these numbers only, such as `1,4-5`, each with what came
 * of it. Throws `CannotRender` for a number that the timeline does not have.
 */
export function cutTimeline({ clients, lines }: Timeline, numbers: string): string {
  const wanted = numbersIn(numbers);
  const last = lines.at(-1)?.turn ?? 0;
  const missing = [...wanted].find((one) => one < 1 || one > last);
  if (missing !== undefined)
    throw new CannotRender(`the timeline has no line ${missing}: its lines are 1 to ${last}`);
  return timelineColumns({
    clients,
    lines: lines.filter(({ turn }) => wanted.has(turn)),
    turns: 0,
  });
}

function numbersIn(text: string): Set<number> {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (from === undefined || Number(from) > Number(to))
      throw new CannotRender(`"${part}" in lines=${text} is not a number, or two such as 4-5`);
    for (let number = Number(from); number <= Number(to); number += 1) numbers.add(number);
  }
  return numbers;
}

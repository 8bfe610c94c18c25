import { CannotRender } from '../page/problem.ts';

/**
 * The heading of a timeline and its lines of these numbers, such as `1,4-5`, each with what stands
 * below it before the next number. Throws `CannotRender` for a number that the timeline does not have.
 */
export function cutTimeline(timeline: string, numbers: string): string {
  const wanted = numbersIn(numbers);
  const lines = timeline.split('\n');
  const first = lines.findIndex((line) => numberOf(line) === 1);
  const end = lines.indexOf('', first);
  const kept = lines.slice(first - 1, first);
  let number = 0;
  for (const line of lines.slice(first, end)) {
    number = numberOf(line) ?? number;
    if (wanted.has(number)) kept.push(line);
  }
  const missing = [...wanted].find((one) => one < 1 || one > number);
  if (missing !== undefined)
    throw new CannotRender(`the timeline has no line ${missing}: its lines are 1 to ${number}`);
  return kept.join('\n');
}

function numberOf(line: string): number | undefined {
  const [, number] = /^ *(\d+)[ ▶]/.exec(line) ?? [];
  return number === undefined ? undefined : Number(number);
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

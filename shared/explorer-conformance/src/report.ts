import type { Difference, SpecResult } from './run-spec.ts';

/** A specification that differs without a known reason. */
export interface Unexpected {
  readonly name: string;
  readonly differing: readonly Difference[];
}

/** One specification in a line, with a line below it for each reason and each difference. */
export function reportLine(result: SpecResult, known: string | undefined): string {
  const { name, permutations, same, differing, leftOut } = result;
  const lines = [`${name}: ${same} of ${permutations} exactly as expected`];
  for (const [reason, count] of Object.entries(leftOut))
    lines.push(`  ${count} left out: ${reason}`);
  if (known !== undefined) lines.push(`  ${differing.length} differ: ${known}`);
  else for (const difference of differing) lines.push(...describe(difference));
  return lines.join('\n');
}

/** All of them in a few lines. */
export function summary(
  results: readonly SpecResult[],
  unexpected: readonly Unexpected[],
  versions: { readonly server: string; readonly source: string | undefined },
): string {
  const sum = (count: (result: SpecResult) => number) =>
    results.reduce((total, result) => total + count(result), 0);
  const all = sum(({ permutations }) => permutations);
  const same = sum((result) => result.same);
  const differing = sum((result) => result.differing.length);
  const whole = results.filter((result) => result.same === result.permutations).length;
  const source = versions.source ?? 'of an unknown version';
  return [
    '',
    `Specifications of PostgreSQL ${source} on PostgreSQL ${versions.server}:`,
    `${same} of ${all} permutations exactly as expected, ${differing} differ, ${all - same - differing} left out.`,
    `${whole} of ${results.length} specifications as expected in every permutation.`,
    ...(unexpected.length === 0
      ? []
      : [`Differ without a known reason: ${unexpected.map(({ name }) => name).join(', ')}.`]),
  ].join('\n');
}

function describe({ permutation, expected, printed }: Difference): string[] {
  return [`  differs: ${permutation}`, `    expected ${expected}`, `    printed  ${printed}`];
}

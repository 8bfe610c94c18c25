import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Added, classes, closures, reasonIn } from './attempt.ts';
import { anyWays, waysOfOrm } from './sneaky-ways.ts';
import { waysOfPool } from './sneaky-ways-of-pool.ts';

describe('code that keeps something by stealth is not believed to keep nothing:', () => {
  const all: readonly (readonly [string, string])[] = [
    ...entriesOf(anyWays, classes),
    ...entriesOf(anyWays, closures).map(([name, source]): [string, string] => [
      `${name}, among closures`,
      source,
    ]),
    ...entriesOf(waysOfOrm, classes),
    ...entriesOf(waysOfPool, closures),
  ];
  for (const [name, source] of all)
    it(name, async () => {
      assert.ok(await reasonIn(source), 'it counts as evident');
    });

  // So that none of them is refused for something else: `npm run golden -w @workbook/judge` writes the file anew.
  it('each for a reason of its own', async (t) => {
    const lines = await Promise.all(
      all.map(async ([name, source]) => `${name}\n  ${await reasonIn(source)}\n`),
    );
    t.assert.fileSnapshot(lines.join(''), join(import.meta.dirname, 'golden', 'sneaky.txt'), {
      serializers: [(value: string) => value],
    });
  });
});

function entriesOf(
  all: Readonly<Record<string, Added>>,
  attemptWith: (added: Added) => string,
): [string, string][] {
  return Object.entries(all).map(([name, added]) => [name, attemptWith(added)]);
}

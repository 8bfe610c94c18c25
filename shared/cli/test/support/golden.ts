import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** What differs from run to run or from machine to machine, and what the course counts, replaced. */
export function normalized(text: string, home?: string): string {
  const own = home?.replace(/^.*?(\.workbook\/tests\/(?:home|own)-\w+)$/, '$1');
  return (
    (own ? text.replaceAll(`${own}/`, '') : text)
      // A command that is too long for the screen goes on in the next line.
      .replaceAll(/(?<=^replay: .* --file)\s\.workbook\/t\S*$/gm, ' FILE')
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d/g, 'TIME')
      .replaceAll(/\(\d+(?:\.\d+)? m?s\)/g, '(TIME)')
      .replaceAll(/(?:\d+ h )?\d+ min(?= at work)/g, 'TIME')
      .replaceAll(/[\d,]+(?= (?:orders|runs?|races)\b)/g, 'N')
      .replaceAll(/ +$/gm, '')
  );
}

/** The lines of a step's code that a timeline names: they change with every edit of the step. */
function withoutLineNumbers(text: string): string {
  return text.replaceAll(/:\d+(?= *(?:│|$))|^ {4}[\w./-]+\.ts:\d+(?= {2})/gm, (place) =>
    place.replaceAll(/\d/g, '#'),
  );
}

/**
 * Compares a text that a learner sees with the file that holds it, so that a change of wording is
 * seen in review. `npm run golden -w @workbook/cli` writes the files anew.
 */
export function golden(t: TestContext, name: string, text: string): void {
  t.assert.fileSnapshot(
    `${withoutLineNumbers(text).trimEnd()}\n`,
    join(import.meta.dirname, '../golden', name),
    {
      serializers: [(value: string) => value],
    },
  );
}

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import type { CourseStep } from '@workbook/course';
import type { TestResult } from '../../src/json/test.ts';
import type { Workshop } from '../../src/judging/workshop.ts';
import { makeOwnHome } from '../support/own-home.ts';
import { projectFolder } from '../support/project.ts';

const home = await makeOwnHome();
const { followAttempt } = await import('../../src/attempt/follow-attempt.ts');
const { programOf } = await import('../../src/attempt/files.ts');
const { isGreen, readProgress } = await import('../../src/attempt/progress.ts');
const { loadCourse } = await import('@workbook/course');
const course = await loadCourse();
const [step] = course as [CourseStep];
const finished = readFileSync(join(projectFolder, 'steps/01/src/accounts.ts'), 'utf8');

const write = (text: string) => {
  mkdirSync(home.attempt, { recursive: true });
  writeFileSync(join(home.attempt, 'accounts.ts'), text);
};
const commented = `// The same program.\n\n${finished.replaceAll('\n', '\n\n')}`;

describe('a program', () => {
  beforeEach(() => home.empty());
  const program = async (text: string) => {
    write(text);
    return await programOf(step);
  };

  for (const [what, text] of [
    ['comments and empty lines', commented],
    ['another indentation', finished.replaceAll('\n  ', '\n      ')],
    [
      'a line that is broken in two',
      finished.replace('checkAmount(amount);', 'checkAmount(\n  amount,\n);'),
    ],
  ] as const)
    it(`is the same with ${what}`, async () => {
      assert.notEqual(text, finished);
      assert.equal(await program(text), await program(finished));
    });

  for (const [what, text] of [
    ['another number', finished.replace('#nextId = 1', '#nextId = 2')],
    ['another type', finished.replace('id: number', 'id: any')],
    ['white space within a text', `${finished}export const a = 'b  c';`],
    ['a comment that the compiler obeys', `// @ts-ignore\n${finished}`],
    ['a large number', `${finished}export const a = 1n;`],
    ['broken grammar', `${finished}(`],
  ] as const)
    it(`is another one with ${what}`, async () => {
      assert.notEqual(await program(text), await program(finished));
    });
});

describe('an attempt that is followed', () => {
  const open: AsyncDisposable[] = [];
  after(() => Promise.all(open.map((one) => one[Symbol.asyncDispose]())));
  beforeEach(() => home.empty());

  /** Follows it with judges that say of every race what `verdict` is at that moment. */
  async function follow() {
    const heard: string[] = [];
    const told = { verdict: 'prevented' as 'prevented' | 'possible', races: [] as string[] };
    const waiting: { event: string; tell: () => void }[] = [];
    const hear = (event: string) => {
      heard.push(event);
      waiting.filter((one) => one.event === event).forEach(({ tell }) => tell());
    };
    const pool = {
      judge: async ({ race }: { readonly race: string }) => {
        told.races.push(race);
        const first = told.verdict === 'possible' ? { text: 'AB', violation: 'lost' } : undefined;
        const exploration = { verdict: told.verdict, run: 1, possible: 1, caveats: [], first };
        return { race, ms: 0, exploration };
      },
      behave: async () => ({ verdict: 'holds' }),
    };
    const workshop = { pool, environment: { node: '24' } } as unknown as Workshop;
    const following = await followAttempt(course, step, workshop, {
      onSave: () => hear('save'),
      onProgress: () => {},
      onResult: ({ verdict }: TestResult) => hear(verdict),
      onSame: () => hear('same'),
      onProblem: (error) => hear(String(error)),
    });
    open.push(following);
    const hears = (event: string) =>
      new Promise<void>((tell) => {
        waiting.push({ event, tell });
      });
    return { heard, told, following, hears };
  }

  it('keeps its green verdict where only comments or white space have changed, until the program does', async () => {
    write(finished);
    const { heard, following, hears } = await follow();
    await hears('green');
    const same = hears('same');
    write(commented);
    await same;
    assert.deepEqual(heard, ['save', 'green', 'same']);
    assert.equal(readProgress(course).stories['01']?.verdicts, 1, 'nothing more was judged');
    assert.ok(await isGreen(course, step));
    const green = hears('green');
    following.again();
    await green;
    const changed = hears('green');
    write(finished.replace('#nextId = 1', '#nextId = 2'));
    await changed;
    assert.deepEqual(heard, ['save', 'green', 'same', 'save', 'green', 'save', 'green']);
  });
});

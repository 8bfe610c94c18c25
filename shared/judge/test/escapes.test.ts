import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type CourseStep, findRace, loadCourse, type Race } from '@workbook/course';
import { changedStep } from '../src/judging/changed-step.ts';
import { judge } from '../src/judging/judge.ts';

const course = await loadCourse();
const [first] = course as [CourseStep];
const race = findRace(course, 'lost-update') as Race;

/** A finished step that does something else in each deposit, too. */
async function judged(imports: string, deposits: string): Promise<unknown> {
  await using changed = await changedStep(first, {
    name: 'what escapes',
    replacements: [
      {
        file: 'accounts.ts',
        find: '  async deposit(id: number, amount: number): Promise<Account> {\n',
        replace: `  async deposit(id: number, amount: number): Promise<Account> {\n${deposits}\n`,
      },
      {
        file: 'accounts.ts',
        find: "} from '@workbook/domain';\n",
        replace: `} from '@workbook/domain';\n${imports}\n`,
      },
    ],
  });
  return await judge(race, changed.file, {});
}

/** What an explorer's user could do, and a learner cannot. */
const notForLearners =
  /yieldPoint|mayEscape|control(Files|Postgres|Redis)|register|light-my-request/;

describe('what the scheduler does not control', () => {
  const server = createServer((one) => one.end());
  before(() => once(server.listen(0, '127.0.0.1'), 'listening'));
  after(() => server.close());
  for (const [what, imports, deposits, says] of [
    [
      'a program',
      "import { execFileSync } from 'node:child_process';",
      "execFileSync('true');",
      /runs true .*: let the service do that by itself, or take it out$/,
    ],
    [
      'a connection',
      "import net from 'node:net';",
      `const socket = net.connect(PORT, '127.0.0.1');
       socket.write('hello');
       await new Promise((resolve) => socket.resume().once('close', resolve));`,
      /connects to 127\.0\.0\.1:\d+.*: use the drivers of the step, with the urls in resources, or take it out$/,
    ],
    [
      'a file',
      "import { cp, rm } from 'node:fs/promises';",
      'await cp(import.meta.filename, `${import.meta.filename}.2`); await rm(`${import.meta.filename}.2`);',
      /uses a file.*: use readFile, writeFile, rename and their like of node:fs\/promises, in resources\.dataFolder, or take it out$/,
    ],
  ] as const)
    it(`is named, with what a learner can do about it: ${what}`, async () => {
      const { port } = server.address() as AddressInfo;
      await assert.rejects(
        judged(imports, deposits.replace('PORT', String(port))),
        ({ message }: Error) => {
          assert.match(message, says);
          assert.doesNotMatch(message, notForLearners);
          return true;
        },
      );
    });
});

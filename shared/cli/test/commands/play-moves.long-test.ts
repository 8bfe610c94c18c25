import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, describe, it } from 'node:test';
import { loadCourse, projectFolder } from '@workbook/course';
import type { Census, PlayResult } from '../../src/json/play.ts';
import { withWorkshop } from '../../src/judging/workshop.ts';
import { Game } from '../../src/play/game.ts';
import { playLines } from '../../src/play/play-lines.ts';
import { raceNamed, stepNamed } from '../../src/usage/arguments.ts';
import { golden, normalized } from '../support/golden.ts';
import { inProcess } from '../support/in-process.ts';
import { writeVariant } from '../support/variant.ts';

/** A race that two moves break where the step begins: A reads, B writes, and A writes over that. */
const lostUpdate = ['01', 'lost-update', '--file', 'steps/01/start/accounts.ts'] as const;
const losing = 'ABA';
/** Locks the rows of a transfer in the order of the request: two that cross can come to a deadlock. */
const requestOrder = await writeVariant('06', 'request-order');
after(() => requestOrder[Symbol.asyncDispose]());

const course = await loadCourse();
/** To count all orders takes longer than to play, and is not looked at here. */
const uncounted: Census = {
  verdict: 'inconclusive',
  orders: 0,
  failing: 0,
  complete: false,
  shortestFailingSchedule: null,
  picture: null,
};

describe('workbook play, in a pipe', () => {
  it('answers lines, and says that no order breaks what cannot happen', async (t) => {
    const { code, stdout } = await piped(
      ['play', '06', 'lost-update-two-instances'],
      'AAAABBBB\nB\nu\nC\n?\ng\nq\n',
    );
    assert.equal(code, 0);
    assert.match(stdout, /^None of the 175 orders breaks it\.$/m);
    golden(t, 'play-piped.txt', normalized(stdout));
  });

  it('lets the player choose whom PostgreSQL cancels in a deadlock', async () => {
    const race = raceNamed(course, 'crossed-transfers-two-instances');
    const step = stepNamed(course, '06');
    const file = { path: requestOrder.file, shown: requestOrder.file };
    const said: string[] = [];
    await withWorkshop(
      [step],
      () => {},
      async ({ pool }) => {
        const game = await Game.begin(race, step, file, pool);
        const keys = Readable.from(['aaaabbbbb\nv\na\nv\nu\nAb\nAc\n']);
        await playLines(game, Promise.resolve(uncounted), keys, (text) => said.push(text));
      },
    );
    const text = said.join('\n');
    assert.deepEqual(text.match(/^(?:PostgreSQL cancels|there is no deadlock|Ac).*$/gm), [
      'there is no deadlock to choose a victim of: the last move has not closed one',
      'PostgreSQL cancels one of them, here A: v lets it be B.',
      'PostgreSQL cancels one of them, here B: v lets it be A.',
      'PostgreSQL cancels one of them, here B: v lets it be A.',
      'Ac is not a move here: A closes no deadlock in which C could be cancelled',
    ]);
    assert.match(text, /deadlock: A is cancelled/);
    assert.match(text, /deadlock: B is cancelled/);
  });
});

describe('workbook play --moves', () => {
  it('tells tools that the race was broken, and by which command to see it again', async () => {
    const { code, stdout, stderr } = await inProcess(
      ...['play', ...lostUpdate, '--moves', losing, '--json'],
    );
    assert.equal(code, 1, stderr);
    const result = JSON.parse(stdout) as PlayResult;
    assert.equal(result.ended, true);
    assert.match(result.violation ?? '', /= 120, but the account holds 70$/);
    const [step, race, ...file] = lostUpdate;
    assert.deepEqual(result.replayCommand?.split(' '), [
      ...['npx', 'workbook', 'replay', step, race, losing, ...file],
    ]);
    assert.equal(result.orders.failing, 1);
    assert.equal(result.orders.orders, 3);
  });

  it('says who waits for whom, in the middle', async () => {
    const { code, stdout, stderr } = await inProcess(
      ...['play', '06', 'lost-update-two-instances', '--moves', 'AAAABBB', '--json'],
    );
    assert.equal(code, 0, stderr);
    const result = JSON.parse(stdout) as PlayResult;
    assert.equal(result.ended, false);
    assert.deepEqual(result.stopped, [{ client: 'B', why: 'waits for A' }]);
    assert.deepEqual(
      result.next.map(({ client, operation }) => [client, operation]),
      [['A', 'UPDATE account 1: balance = 70']],
    );
    assert.equal(result.orders.verdict, 'prevented');
  });

  it('refuses a move that cannot be made, and what is not a move', async () => {
    const done = await inProcess('play', ...lostUpdate, '--moves', 'AAA');
    assert.equal(done.code, 2);
    assert.match(done.stderr, /A cannot be let go \(done\): let B go/);
    // Said before any server is asked for.
    const unclear = await inProcess('play', '06', 'lost-update-two-instances', '--moves', 'a!');
    assert.equal(unclear.code, 2);
    assert.match(unclear.stderr, /is not a schedule/);
    const race = 'crossed-transfers-two-instances';
    const stranger = await inProcess(
      ...['play', '06', race, '--file', requestOrder.file, '--moves', 'AAAABBBBBAc'],
    );
    assert.equal(stranger.code, 2);
    assert.match(stranger.stderr, /client C is not part of this deadlock/);
  });
});

function piped(args: readonly string[], input: string): Promise<{ code: number; stdout: string }> {
  const program = join(projectFolder, 'node_modules/.bin/workbook');
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [program, ...args],
      { cwd: projectFolder, env: { ...process.env, NODE_TEST_CONTEXT: undefined } },
      (error, stdout) => resolve({ code: Number(error?.code ?? 0), stdout }),
    );
    child.stdin?.end(input);
  });
}

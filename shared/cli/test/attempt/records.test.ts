import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import type { CourseStep } from '@workbook/course';
import { killWithin } from '../support/changes.mjs';
import { makeOwnHome, quietly } from '../support/own-home.ts';

const home = await makeOwnHome();
beforeEach(() => home.empty());

const folder = join(home.folder, '.workbook');
const own = (name: string) => readFileSync(join(folder, name), 'utf8');
const { rememberPrediction } = await import('../../src/predict/score.ts');
const { readProgress, rememberHint, rememberVerdict } = await import(
  '../../src/attempt/progress.ts'
);
const { loadCourse } = await import('@workbook/course');
const course = await loadCourse();
const [firstStep] = course as [CourseStep];

const scoreOf = (text: string) => {
  const { asked, right } = JSON.parse(text);
  return { asked, right };
};

const terminals = 4;
const rounds = 25;

/** Runs a terminal that counts predictions and notes hints; resolves with its exit code. */
async function terminalOf(name: string, times: number, env: NodeJS.ProcessEnv = {}) {
  const child = fork(`${import.meta.dirname}/../support/record-often.ts`, [name, String(times)], {
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'close');
  return code as number | null;
}

/** Kills what changes the records at one change, and looks at what the next command finds. */
async function isWholeAfterKill(change: number, kill: () => Promise<boolean>): Promise<boolean> {
  home.empty();
  rememberPrediction({ step: '01', seed: 1 }, true, '2026-11-20');
  rememberHint(course, firstStep, 'before', 1);
  const killed = await kill();
  const said = await quietly(async () => {
    rememberPrediction({ step: '01', seed: 1 }, true, '2026-11-20');
    rememberHint(course, firstStep, 'after', 1);
  });
  assert.equal(said, '', `killed at change ${change}`);
  const { asked } = JSON.parse(own('predictions.json'));
  assert.ok(asked === 2 || asked === 3, `${asked} after a kill at change ${change}`);
  const { hints } = JSON.parse(own('progress.json'));
  assert.ok(hints['01/before'] && hints['01/after']);
  assert.deepEqual(
    readdirSync(folder).filter((name) => !name.endsWith('.lock')),
    ['predictions.json', 'progress.json'],
  );
  return killed;
}

describe('what is kept of a learner', () => {
  it(`loses nothing of ${terminals} terminals that write ${rounds} times at once`, async () => {
    const names = Array.from({ length: terminals }, (_, n) => `race-${n}`);
    const codes = await Promise.all(names.map((name) => terminalOf(name, rounds)));
    assert.deepEqual(codes, Array(terminals).fill(0));
    const asked = terminals * rounds;
    assert.deepEqual(scoreOf(own('predictions.json')), { asked, right: asked });
    const { hints } = JSON.parse(own('progress.json'));
    assert.equal(Object.keys(hints).length, asked);
  });

  it('is whole after a kill at any change, and nothing is left behind', async () => {
    let changes = 0;
    for (let killed = true; killed; changes += 1) {
      killed = await isWholeAfterKill(changes + 1, async () => {
        const kill = killWithin(home.folder, changes + 1);
        try {
          rememberPrediction({ step: '01', seed: 1 }, true, '2026-11-20');
          rememberHint(course, firstStep, 'killed-0', 1);
        } catch (error) {
          if (!kill.killed()) throw error;
        } finally {
          kill.end();
        }
        return kill.killed();
      });
    }
    assert.ok(changes > 8, `${changes} changes`);
  });

  it('is whole after a kill of the process, in the middle of a record', async () => {
    const options = { NODE_OPTIONS: `--import=${import.meta.dirname}/../support/changes.mjs` };
    const killed = await isWholeAfterKill(4, async () => {
      const code = await terminalOf('killed', 1, { ...options, KILL_AT: '4' });
      return code === null;
    });
    assert.ok(killed);
  });

  it('keeps a name when it makes no sense, also one of earlier', async () => {
    mkdirSync(folder, { recursive: true });
    for (const nonsense of ['{', '[1]', '{"asked": -1}']) {
      writeFileSync(join(folder, 'predictions.json'), nonsense);
      const said = await quietly(async () =>
        rememberPrediction({ step: '01', seed: 1 }, true, '2026-11-20'),
      );
      assert.match(said, /^workbook: .*predictions\.json\.broken.*\n$/);
      assert.deepEqual(scoreOf(own('predictions.json')), { asked: 1, right: 1 });
    }
    const names = ['predictions.json.broken-2', 'predictions.json.broken-3'];
    assert.deepEqual(names.map(own), ['{', '[1]']);
    assert.equal(own('predictions.json.broken'), '{"asked": -1}');
  });
});

describe('two faces on one attempt', () => {
  it('do not take back each other’s rungs of a hint', () => {
    rememberHint(course, firstStep, 'lost-update', 3);
    rememberHint(course, firstStep, 'lost-update', 1);
    assert.equal(readProgress(course).hints['01/lost-update'], 3);
  });

  it('keep the green of the text that is there, where a verdict on an older one comes late', () => {
    rememberVerdict(course, firstStep, { version: 'new', verdict: 'green' });
    rememberVerdict(course, firstStep, { version: 'old', verdict: 'red', there: 'new' });
    assert.equal(readProgress(course).green['01'], 'new');
    rememberVerdict(course, firstStep, { version: 'old', verdict: 'green', there: 'new' });
    assert.equal(readProgress(course).green['01'], 'new');
    rememberVerdict(course, firstStep, { version: 'new', verdict: 'red', there: 'new' });
    assert.equal(readProgress(course).green['01'], undefined);
  });
});

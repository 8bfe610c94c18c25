import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { deposit, race, withdraw } from '@workbook/course';
import { parseSchedule } from '@workbook/explorer';
import { lookAtRace } from '../src/judging/look-at-race.ts';

const fixture = (name: string) => join(import.meta.dirname, 'fixtures', name);

const about = { anomaly: 'lost update', question: 'Do both count?', accounts: { ann: 100 } };
const deposits = race('two deposits', {
  ...about,
  instances: 1,
  clients: { A: deposit('ann', 5), B: deposit('ann', 7) },
});
const withdrawal = race('one withdrawal', {
  ...about,
  instances: 1,
  clients: { A: withdraw('ann', 30), B: withdraw('ann', 10) },
});

describe('a look at a run in its middle', () => {
  it('says what was stored at its beginning and after each turn, and who was answered by then', async () => {
    const file = fixture('keyed-in-a-file.ts');
    const { stored, exchanges, turns, next, end } = await lookAtRace(
      deposits,
      file,
      {},
      parseSchedule('AAAAAB'),
      { looks: true },
    );
    const balances = stored?.map(({ files }) =>
      files.flatMap(({ name, text }) =>
        name === 'bank.json' ? JSON.parse(text).accounts.map((one: object) => one) : [],
      ),
    );
    assert.equal(turns.length, 6);
    assert.deepEqual(
      balances?.map(([account]) => account.balance),
      [100, 100, 100, 100, 100, 105, 105],
    );
    assert.deepEqual(
      exchanges.map(({ client, answer, answeredAt }) => [client, answer?.status, answeredAt]),
      [
        ['A', 200, 5],
        ['B', undefined, undefined],
      ],
    );
    assert.deepEqual(
      next.map(({ client }) => client),
      ['B'],
    );
    assert.equal(end, undefined);
  });

  it('does not look at what is stored where that was not asked for', async () => {
    const file = fixture('keyed-in-a-file.ts');
    const { stored, exchanges } = await lookAtRace(deposits, file, {}, parseSchedule('AA'));
    assert.equal(stored, undefined);
    assert.equal(exchanges.length, 1);
  });

  it('does not wait for code that waits itself when it is asked what it has in its memory', async () => {
    const { stored, end } = await lookAtRace(
      withdrawal,
      fixture('one-lock-in-memory.ts'),
      {},
      parseSchedule('AABB'),
      { looks: true },
    );
    assert.deepEqual(
      stored?.map(({ lists }) => lists.flatMap(({ accounts }) => accounts)),
      [['ann 100'], [], ['ann 70'], [], ['ann 60']],
    );
    assert.ok(end);
  });
});

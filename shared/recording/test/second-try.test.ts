import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { keysCountOnce, keysRequired, open, race, withKey } from '@workbook/course';
import { judge } from '@workbook/judge';
import { recordingOfRun } from '../src/recording-of-run.ts';

const lostReply = race('lost reply', {
  anomaly: 'paid twice',
  question: 'Does an opening count once that is sent again after its reply was lost?',
  accounts: { ann: 100 },
  instances: 2,
  clients: { A: withKey('k', open("ann's savings", 5)) },
  faults: ['crash-before', 'crash-after'],
  rules: [keysCountOnce, keysRequired],
  sendsAgain: true,
});

it('a second try is a client of a recording, where there is one', async () => {
  const file = join(import.meta.dirname, '../../judge/test/fixtures/unkeyed-in-a-file.ts');
  const { exploration } = await judge(lostReply, file, {}, { stopAtFirst: true });
  const end = exploration.first;
  assert.ok(end);
  const told = { race: lostReply, step: { number: '09' }, title: '', sourceOf: () => '' };
  const requests = ["open ann's savings with 5, key k"];
  const { clients, turns } = recordingOfRun({ turns: end.turns, end }, told);
  assert.deepEqual(clients, [
    { name: 'A', instance: 0, requests },
    { name: 'B', instance: 1, requests, secondTryOf: 'A' },
  ]);
  for (const { client } of turns) assert.ok(clients.some(({ name }) => name === client));
  const begun = recordingOfRun({ turns: end.turns.slice(0, 2) }, told);
  assert.deepEqual(begun.clients, [{ name: 'A', instance: 0, requests }]);
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReplayResult } from '../../src/index.ts';
import { workbook } from '../support/command.ts';
import { golden } from '../support/golden.ts';
import { code } from '../support/home.ts';
import { inProcess } from '../support/in-process.ts';

describe('workbook replay', () => {
  it('shows a lost update, as the golden file has it', async (t) => {
    const { code, stdout, stderr } = await workbook([
      ...['replay', '05', 'lost-update', 'AAAABBBBBAA'],
    ]);
    assert.equal(code, 1, stderr);
    golden(t, 'lost-update.txt', stdout);
  });

  it('is green where the same race goes well', async () => {
    const { code, stdout } = await inProcess('replay', '01', 'lost-update', 'AAB');
    assert.equal(code, 0);
    assert.match(stdout, /^schedule: AAB$/m);
  });

  it('finishes a schedule that only begins', async () => {
    const { code, stdout } = await inProcess('replay', '01', 'lost-update', 'AB', '--json');
    assert.equal(code, 0);
    const result = JSON.parse(stdout) as ReplayResult;
    assert.equal(result.schedule, 'ABA');
    assert.equal(result.violation, null);
  });

  it('names the line of the code behind each operation, and behind the damage', async () => {
    const file = ['--file', 'steps/01/start/accounts.ts'];
    const { stdout } = await inProcess('replay', '01', 'lost-update', 'ABA', ...file, '--json');
    const { lines, source, picture } = JSON.parse(stdout) as ReplayResult;
    const [, number] = /^accounts\.ts:(\d+)$/.exec(source?.place ?? '') ?? [];
    const text = await code('01/start/accounts.ts');
    assert.equal(source?.text, text.split('\n')[Number(number) - 1]?.trim());
    assert.match(source?.text ?? '', /await this\.#screen/);
    const [, screening] = lines.filter(({ client, kind }) => client === 'A' && kind === 'turn');
    assert.deepEqual(screening, {
      client: 'A',
      instance: 0,
      turn: 3,
      kind: 'turn',
      caption: 'screening',
      place: source?.place,
      damage: true,
    });
    assert.equal(lines[0]?.place, null);
    assert.match(picture, new RegExp(`^ {2}3▶screening +:${number} │$`, 'm'));
    assert.match(picture, new RegExp(`^ {4}accounts\\.ts:${number} {2}await this\\.#screen`, 'm'));
  });

  it('runs another file on request', async () => {
    const file = ['--file', 'steps/01/start/accounts.ts'];
    const { code, stdout } = await inProcess('replay', '01', 'lost-update', 'ABA', ...file);
    assert.equal(code, 1);
    assert.match(stdout, /^lost update: ann: 100 − 30 \+ 50 = 120, but the account holds 70$/m);
    assert.match(stdout, /^replay: .* --file steps\/01\/start\/accounts\.ts$/m);
  });
});

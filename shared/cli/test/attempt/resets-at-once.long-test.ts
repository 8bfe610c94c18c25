import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { it } from 'node:test';
import { makeOwnHome } from '../support/own-home.ts';
import { textsIn } from '../support/tree.ts';

const home = await makeOwnHome();

const terminals = 4;
const rounds = 15;

it(`${terminals} terminals that save and reset ${rounds} times at once lose nothing`, async () => {
  home.empty();
  const codes = await Promise.all(
    Array.from({ length: terminals }, async (_, terminal) => {
      const child = fork(
        `${import.meta.dirname}/../support/reset-often.ts`,
        [String(terminal), String(rounds)],
        { silent: true },
      );
      let said = '';
      child.stderr?.on('data', (text: Buffer) => {
        said += text.toString();
      });
      const [code] = await once(child, 'close');
      return code === 0 ? '' : said;
    }),
  );
  assert.deepEqual(codes, Array(terminals).fill(''));
  const found = [...home.savedFolders(), home.attempt].flatMap(textsIn);
  for (let terminal = 0; terminal < terminals; terminal += 1)
    for (let round = 0; round < rounds; round += 1) {
      const text = `// terminal ${terminal}, round ${round}\n`;
      assert.ok(found.includes(text), `${text} is lost`);
    }
  assert.deepEqual(home.leftovers(), []);
});

import assert from 'node:assert/strict';
import fs, { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { controlFiles, explore, yieldPoint } from '../../../src/index.ts';
import { codeScenario } from '../../support/code-scenario.ts';

controlFiles();

const home = mkdtempSync(join(tmpdir(), 'workbook-test-'));
const [folder, copy] = [join(home, 'folder'), join(home, 'copy')];
const file = join(folder, 'file');
after(() => rmSync(home, { recursive: true }));

/** A step at which the scheduler may let another client go. */
const step = () => yieldPoint('a step', async () => {});

/** What clients do, each in an instance of its own, so that they meet in files only. */
const races: Record<string, readonly [() => Promise<unknown>, () => Promise<unknown>]> = {
  'what is written at once, and read': [
    async () => {
      await step();
      fs.writeFileSync(file, 'new');
    },
    async () => String(await readFile(file)),
  ],
  'what is written, and read at once': [
    () => writeFile(file, 'new'),
    async () => {
      await step();
      return String(fs.readFileSync(file));
    },
  ],
  'what is renamed at once, and looked for at once': [
    async () => {
      await step();
      fs.renameSync(file, `${file} of old`);
    },
    async () => {
      await step();
      return fs.existsSync(file);
    },
  ],
  'what is written by its descriptor, and measured': [
    async () => {
      await step();
      const opened = fs.openSync(file, 'a');
      await step();
      fs.writeSync(opened, ' and new');
      fs.closeSync(opened);
    },
    async () => (await stat(file)).size,
  ],
  'a folder that is made at once, and listed at once': [
    async () => {
      await step();
      fs.mkdirSync(join(folder, 'made'));
    },
    async () => {
      await step();
      return fs.readdirSync(folder).includes('made');
    },
  ],
  'a folder that is opened and read at once, and a file that is made in it': [
    async () => {
      await step();
      const opened = fs.opendirSync(folder);
      await step();
      const names = [opened.readSync()?.name, opened.readSync()?.name];
      opened.closeSync();
      return names.includes('more');
    },
    () => writeFile(join(folder, 'more'), 'new'),
  ],
  'a folder that is copied at once, and what lies in it': [
    async () => {
      await step();
      fs.cpSync(folder, copy, { recursive: true });
      return fs.readFileSync(join(copy, 'file'), 'utf8');
    },
    () => writeFile(file, 'new'),
  ],
};

describe('calls that are made at once, by clients in two instances', () => {
  for (const [name, [A, B]] of Object.entries(races))
    it(`${name}: what can come of them is found with the reduction, too`, async () => {
      const scenario = codeScenario({
        instances: 2,
        share: () => {
          for (const one of [folder, copy]) rmSync(one, { recursive: true, force: true });
          fs.mkdirSync(folder);
          writeFileSync(file, 'old');
        },
        clients: { A, B },
      });
      const full = await explore(scenario, { reduction: 'none' });
      const reduced = await explore(scenario);
      assert.ok(full.outcomes.length > 1, 'the order decides');
      assert.deepEqual(reduced.outcomes, full.outcomes);
      assert.equal(reduced.possible, full.run);
    });
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { createDatabase, type Services, startServices } from '@workbook/services';
import { createStock } from '../src/create-stock.ts';
import { findLostUpdate } from '../src/find-lost-update.ts';
import { createSafeShop } from '../src/safe-shop.ts';
import { createShop } from '../src/shop.ts';

const here = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');
const explorerReadme = () => here('../../explorer/README.md');

describe('the explorer on a service that is not the workbook’s', () => {
  let services: Services;
  let url = '';
  before(async () => {
    services = await startServices({ postgres: true });
    const server = services.postgres?.url as string;
    url = await createDatabase(server, `example_${process.pid}`);
    await createStock(url);
  });
  after(() => services[Symbol.asyncDispose]());

  it('finds its lost update', async () => {
    const { verdict, first } = await findLostUpdate(createShop, url);
    assert.equal(verdict, 'possible');
    assert.equal(first?.violation, '2 sold, 1 left');
    assert.deepEqual(first?.detail.answers, { A: '1 left', B: '1 left' });
  });

  it('finds none when the database does the sum', async () => {
    const { verdict, violations } = await findLostUpdate(createSafeShop, url);
    assert.deepEqual([verdict, violations], ['prevented', []]);
  });
});

describe('the README of the explorer', () => {
  for (const file of ['shop.ts', 'find-lost-update.ts']) {
    it(`shows ${file} as it is`, async () => {
      const readme = await explorerReadme();
      const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
      const code = await here(`../src/${file}`);
      const shown = blocks.filter((block) => code.endsWith(block as string));
      assert.equal(shown.length, 1, `no block of the README is the end of ${file}`);
    });
  }
});

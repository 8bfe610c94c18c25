import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { recorded } from './support/built-site.ts';
import { bringAxe, problems } from './support/problems.ts';
import { says, server, site, visit } from './support/visit.ts';

describe('a lesson', () => {
  it('asks for a prediction, answers it, and remembers it', () =>
    visit(`${server.url}05/index.html`, async (page) => {
      const answer = page.locator('.predict details');
      assert.ok(await answer.isHidden());
      await page.getByRole('button', { name: 'No, it cannot' }).click();
      assert.match(await answer.innerText(), /It is the other way round.*It can happen\./s);
      await page.reload();
      assert.match(await answer.innerText(), /It is the other way round/);
    }));

  it('keeps what would spoil it closed', () =>
    visit(`${server.url}05/index.html`, async (page) => {
      assert.ok(await page.getByText('What changes').last().isHidden());
      await page.getByText('The rest of the lesson').click();
      assert.ok(await page.getByRole('heading', { name: 'What changes' }).isVisible());
    }));
});

it('the map keeps closed what lies ahead', () =>
  visit(`${server.url}map.html`, async (page) => {
    assert.equal(await page.locator('td:not(.ahead)[data-column="06"]').count(), 0);
    await page.getByRole('button', { name: 'Show step 06' }).click();
    assert.equal(await page.locator('td.ahead[data-column="06"]').count(), 0);
    assert.ok((await page.locator('td.ahead[data-column="07"]').count()) > 30);
  }));

it('the map fits a desk, and its heads stay in sight', () =>
  visit(
    `${server.url}map.html`,
    async (page) => {
      await page.getByRole('button', { name: 'Show all steps' }).click();
      await page.getByRole('rowheader').last().scrollIntoViewIfNeeded();
      const {
        x = -1,
        width = 0,
        y = -1,
      } = (await page.getByRole('columnheader').last().boundingBox()) ?? {};
      assert.ok(y >= 0 && x >= 0 && x + width <= 1280, `the last head is at ${x}, ${y}`);
    },
    { viewport: { width: 1280, height: 800 } },
  ));

it('the whole navigation is seen on a phone', () =>
  visit(
    `${server.url}index.html`,
    async (page) => {
      for (const entry of await page.locator('.top nav a').all()) {
        const { x = -1, width = 0 } = (await entry.boundingBox()) ?? {};
        assert.ok(x >= 0 && x + width <= 360, `${await entry.innerText()} is at ${x}`);
      }
    },
    { viewport: { width: 360, height: 740 } },
  ));

it('the search finds what a lesson says', () =>
  visit(`${server.url}search.html`, async (page) => {
    await page.keyboard.type('savepoint');
    await says(page, '[data-results]', /05 A transaction/);
  }));

it('the search names a race once, with its steps, and quotes nothing that a lesson keeps closed', () =>
  visit(`${server.url}search.html`, async (page) => {
    await page.keyboard.type('lost update two');
    const race = page.locator('[data-results] > li', { hasText: 'A race to look at' });
    assert.deepEqual(await race.locator('a').allInnerTexts(), ['lost update, two instances', '03']);
    assert.ok(await page.getByText('Step 03, A naive database: 1 race').isVisible());
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('two flushes in a transfer');
    await says(page, '[data-results]', /05 A transaction/);
    assert.equal(await page.locator('li', { hasText: '05 A transaction' }).locator('q').count(), 0);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('idempotency');
    await says(page, '[data-results] q mark', /^Idempotency/i);
  }));

it('everything that is pressed on a phone has room for a thumb', () =>
  visit(
    `${server.url}index.html`,
    async (page) => {
      const small: string[] = [];
      for (const path of [...mainPages(), `${recorded}.html`, '09/lost-reply.html']) {
        await page.goto(server.url + path);
        small.push(
          ...(await page.evaluate<string[]>(
            `[...document.querySelectorAll('button, summary, input, nav:not(.contents) a, .button, .on a, td.to a')]
              .filter((one) => one.offsetParent !== null && one.getBoundingClientRect().height < 36)
              .map((one) => '${path}: ' + one.textContent + ' ' + one.getBoundingClientRect().height)`,
          )),
        );
      }
      assert.deepEqual(small, []);
    },
    { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
  ));

describe('from a folder, without a server', () => {
  it('a race is walked', () =>
    visit(`${pathToFileURL(site.folder).href}/${recorded}.html#AABBBA@0`, async (page) => {
      await page.keyboard.press('End');
      await says(page, '.explain', /should hold 120/);
    }));

  it('the search finds', () =>
    visit(`${pathToFileURL(site.folder).href}/search.html`, async (page) => {
      await page.keyboard.type('deadlock');
      await says(page, '[data-found]', /places/);
    }));
});

describe('without a script', () => {
  const bare = { javaScriptEnabled: false };
  it('a lesson is whole', () =>
    visit(
      `${server.url}05/index.html`,
      async (page) => {
        const words = (await page.locator('main').textContent()) ?? '';
        for (const part of [
          'It can happen',
          'SELECT account 1 → balance 100',
          'Nothing is there until COMMIT',
          'a savepoint',
        ])
          assert.ok(words.replace(/\s+/g, ' ').includes(part), part);
      },
      bare,
    ));

  it('a race shows an order that breaks it', () =>
    visit(
      `${server.url}${recorded}.html`,
      async (page) => {
        await says(page, '#look', /UPDATE account 1: balance = 70.*and should hold 120/s);
      },
      bare,
    ));

  it('the map is there, folded', () =>
    visit(
      `${server.url}map.html`,
      async (page) => {
        await page.getByText('Show the whole map').click();
        assert.ok(
          await page.getByRole('rowheader', { name: 'overdraft', exact: true }).isVisible(),
        );
      },
      bare,
    ));
});

describe('every page', () => {
  it('is open to everyone, and fits: in both themes, on a desk and on a phone', async () => {
    const paths = globSync('**/*.html', { cwd: site.folder }).sort();
    assert.ok(paths.length > 14);
    await visit(`${server.url}index.html`, async (page) => {
      const found: string[] = [];
      for (const path of paths) {
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.emulateMedia({ colorScheme: 'light' });
        await page.goto(server.url + path);
        await bringAxe(page);
        await page.evaluate(
          "document.querySelectorAll('details').forEach((fold) => fold.open = true)",
        );
        found.push(...(await problems(page, path, { resultTypes: ['violations'] })));
        await page.setViewportSize({ width: 360, height: 740 });
        await page.emulateMedia({ colorScheme: 'dark' });
        // What a theme and a width can change.
        const runOnly = ['color-contrast', 'scrollable-region-focusable', 'target-size'];
        found.push(...(await problems(page, path, { resultTypes: ['violations'], runOnly })));
      }
      assert.deepEqual(found, []);
    });
  });
});

/** The pages that are no race. */
const mainPages = () => globSync('{*,*/index}.html', { cwd: site.folder }).sort();

import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { builtSite, recorded } from './support/built-site.ts';
import { launch } from './support/chromium.ts';
import { serve } from './support/serve.ts';

let [site, server, browser] = [] as unknown as [
  Awaited<ReturnType<typeof builtSite>>,
  Awaited<ReturnType<typeof serve>>,
  Browser,
];

before(async () => {
  [site, browser] = await Promise.all([builtSite(), launch()]);
  server = await serve(site.folder, '/some/where/');
});

after(async () => {
  await browser?.close();
  server?.close();
  await site?.remove();
});

/** Opens a page and leads it by the hand; whatever goes wrong in it, a request among it, fails the test. */
async function visit(
  address: string,
  lead: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('requestfailed', (request) => wrong.push(`failed: ${request.url()}`));
  page.on('response', (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== 'file:' && origin !== new URL(server.url).origin)
      wrong.push(`asks another host: ${request.url()}`);
  });
  try {
    await page.goto(address);
    await lead(page);
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}

const look = (moment: string) => `${server.url}${recorded}.html#${moment}`;
/** Waits until a part of the page says something. */
const says = (page: Page, selector: string, words: string | RegExp) =>
  page.locator(selector, { hasText: words }).first().waitFor({ state: 'attached' });
const current = 'tr[aria-current="step"]';

describe('a race that is looked at', () => {
  it('is walked to its damage by keyboard', () =>
    visit(look('AABBBA@0'), async (page) => {
      await says(page, '.meter', /12 of 20 orders that begin like this break it/);
      for (let i = 0; i < 4; i += 1) await page.keyboard.press('ArrowRight');
      await says(page, current, /^4reads account 1 → balance 100from here every order breaks/);
      await says(page, '.meter', /All 2 orders that begin like this break it/);
      await page.keyboard.press('End');
      await says(page, current, /^6▶.*writes balance 70/);
      await says(page, '.storage', /70A ✓ committed/);
      await says(page, '.explain', /ann holds 70, and should hold 120/);
      await page.keyboard.press('ArrowLeft');
      await says(page, current, /^5writes/);
      await page.keyboard.press('Home');
      await says(page, '.now', /both count/);
      assert.equal(await page.locator(current).count(), 0);
      await page.waitForURL(/#AABBBA@0$/);
    }));

  it('is opened at the moment that its address names', () =>
    visit(look('ABBA@3'), async (page) => {
      await says(page, current, /^3reads account 1/);
      await page.keyboard.press('ArrowRight');
      await page.waitForURL(/#ABBA$/);
    }));

  it('says what it reads, in one polite region', () =>
    visit(look('AABBBA@0'), async (page) => {
      await page.keyboard.press('ArrowRight');
      assert.equal(await page.locator('[aria-live]').count(), 1);
      await says(
        page,
        '[aria-live="polite"]',
        /^Line 1, A: asks: withdraw 30 from ann\. \d+ of \d+ orders that begin like this break it\.$/,
      );
    }));

  it('goes where its orders are clicked, and stops there', () =>
    visit(look('AABBBA'), async (page) => {
      const { width = 0, height = 0 } = (await page.locator('.graph').boundingBox()) ?? {};
      await page.locator('.graph').click({ position: { x: width - 3, y: height / 2 } });
      await says(page, '.explain', /Why this end is/);
    }));

  it('shows the line that the reader points at, and the cursor stays', () =>
    visit(look('AABBBA'), async (page) => {
      await says(page, '.now', /writes balance 70/);
      await page.locator('.rows tbody tr').nth(1).hover();
      await says(page, '.now', /reads account 1/);
      await says(page, '.storage', 'as before line 2');
      await says(page, current, /^6▶/);
      await page.keyboard.press('ArrowLeft');
      await says(page, '.now', /writes balance 150/);
    }));

  it('shows the answers that belong to the line under the cursor', () =>
    visit(
      look('AABBBA'),
      async (page) => {
        await says(page, current, /^6▶/);
        const hidden = await page.evaluate<number>(
          `(([last, box]) => last.bottom - box.bottom)(
            ['.rows tr:last-child .answer', '.rows'].map((one) => document.querySelector(one).getBoundingClientRect()))`,
        );
        assert.ok(hidden <= 0, `${hidden} pixels of the last answer are cut off`);
      },
      { viewport: { width: 360, height: 740 } },
    ));

  it('has a column for a second try, where a client sends again', () =>
    visit(`${server.url}09/lost-reply.html#AAAAA+BBBBB@5`, async (page) => {
      await says(page, 'thead th', /again for A: open ann's savings/);
      await page.keyboard.press('ArrowRight');
      await says(page, current, /^6again: open ann's savings|^6asks: again/);
      await page.keyboard.press('End');
      await says(page, '.explain', 'Why this end is wrong');
      await page.keyboard.press('Home');
      assert.ok(await page.getByRole('button', { name: /^B sends again what A/ }).isDisabled());
    }));

  it('plays by itself at a press of space', () =>
    visit(look('AABBBA@5'), async (page) => {
      await page.keyboard.press(' ');
      await page.locator('tr.damage[aria-current="step"]').waitFor();
    }));
});

describe('the game', () => {
  it('is played until the race breaks, and then until it does not', () =>
    visit(look('play'), async (page) => {
      const go = async (client: string) => {
        await page.getByRole('button', { name: new RegExp(`^${client} `) }).focus();
        await page.keyboard.press('Enter');
      };
      for (const client of 'AABBBA') await go(client);
      await says(page, '.goals', /You broke it in 6 moves/);
      await page.waitForURL(/#play=AABBBA$/);
      await page.keyboard.press('r');
      for (const client of 'AAABB') await go(client);
      assert.ok(await page.getByRole('button', { name: /A has finished/ }).isDisabled());
      await page.keyboard.press('u');
      await page.keyboard.press('u');
      for (const client of 'BBB') await go(client);
      await says(page, '.goals', /It held, after 6 moves/);
      await page.locator('.goals .won').nth(1).waitFor();
    }));

  it('that an address has opened takes its last move back, too', () =>
    visit(look('play=AAB'), async (page) => {
      await says(page, current, /^3asks/);
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.waitForURL(/#play=AA$/);
    }));
});

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
      look(''),
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
    const axe = await readFile(
      createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
      'utf8',
    );
    const paths = globSync('**/*.html', { cwd: site.folder }).sort();
    assert.ok(paths.length > 14);
    await visit(`${server.url}index.html`, async (page) => {
      const found: string[] = [];
      for (const path of paths) {
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.emulateMedia({ colorScheme: 'light' });
        await page.goto(server.url + path);
        await page.evaluate(axe);
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

/** What axe finds, and by how much the page is wider than the window. */
async function problems(page: Page, path: string, options: object): Promise<string[]> {
  const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  const { violations } = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return [
    ...(wider > 0 ? [`${path} is ${wider} pixels wider than the window`] : []),
    ...violations.map(
      ({ id, nodes: [node] }) => `${path}: ${id}: ${node?.html} ${node?.failureSummary}`,
    ),
  ];
}

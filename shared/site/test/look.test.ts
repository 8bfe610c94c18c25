import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recorded } from './support/built-site.ts';
import { says, server, visit } from './support/visit.ts';

const look = (moment: string) => `${server.url}${recorded}.html#${moment}`;
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

  it('says in how many orders it ends how, and leads to one of them', () =>
    visit(look('AABBBA'), async (page) => {
      await says(page, '.endings h2', '4 ways to end');
      await says(page, '.endings [aria-current]', /B 200 ann 150 → ann 706 orders/);
      await page.getByRole('button', { name: /→ ann 150/ }).click();
      await says(page, '.endings [aria-current]', /→ ann 1506 orders/);
      await says(page, '.explain', 'ann holds 150, and should hold 120');
    }));

  it('says what is certain where the reader points at a thread, before it is clicked', () =>
    visit(look('AABBBA'), async (page) => {
      const { width = 0, height = 0 } = (await page.locator('.graph').boundingBox()) ?? {};
      await page.locator('.graph').hover({ position: { x: 3, y: height / 2 } });
      await says(page, '.there', '12 of 20 orders that begin like this break it.');
      await page.locator('.graph').hover({ position: { x: width - 3, y: height / 2 } });
      await says(page, '.there', /^This order/);
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

  it('is not given away by the command for the terminal', () =>
    visit(look('play'), async (page) => {
      await says(page, '.keys', /In a terminal: npx workbook play 03 lost-update-two-instances$/);
      await page.getByRole('button', { name: /^A / }).click();
      await says(page, '.keys', /npx workbook replay 03 lost-update-two-instances A$/);
    }));

  it('that an address has opened takes its last move back, too', () =>
    visit(look('play=AAB'), async (page) => {
      await says(page, current, /^3asks/);
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.waitForURL(/#play=AA$/);
    }));
});

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { launch } from '../../../site/test/support/chromium.ts';
import { code, makeHome } from '../support/home.ts';
import { problemsOf, visit } from '../support/pages.ts';
import { servePages as serve } from '../support/serve-pages.ts';

const begun = await code('01/start/accounts.ts');
const finished = await code('01/src/accounts.ts');

let launched: Promise<Browser> | undefined;
/** Started by the first test that needs it: where none is run, nothing would close it. */
const browserHere = () => (launched ??= launch());
after(async () => (await launched)?.close());

describe('the page of the learner’s code', () => {
  it('runs every order when asked to, and counts those that break', async () => {
    await using home = await makeHome();
    await home.write('01', begun);
    await using served = await serve(home);
    await using visited = await visit(await browserHere(), served.address);
    const { page, says, press, wrong } = visited;
    await says('[aria-labelledby="orders"] p', 'the judge has stopped at the first one that does');
    assert.equal(await page.locator('.meter').count(), 0);
    await press('Run all of them');
    await says('.orders h2', /^All \d+ orders$/);
    await says('.of-run', /✗ \d+ of \d+ orders break it\./);
    await says('.meter', /order.* break/);
    await says('.endings button', /^✗breaks it: A 201 cleo 10 B 201 dan 20 → .*\d+ orders?$/);
    assert.deepEqual(await problemsOf(page), []);
    await page.keyboard.press('Home');
    await says('.meter', /^\d+ of \d+ orders that begin like this break it/);
    await page.waitForURL(/#two-openings\/[AB]+@0$/);
    await says('.compare', 'Beside a good order');

    // What was run of an older version is not shown beside the verdict on a newer one.
    await home.write('01', finished.replaceAll('ListedAccounts', 'MyAccounts'));
    await says('#verdict', /✓ Green/);
    assert.equal(await page.locator('.orders, .meter').count(), 0);
    await press(/^two openings/);
    await says('[aria-labelledby="orders"] p', 'None of them breaks.');
    await press('Run all of them');
    await says('.meter', '✓ This order ends well.');
    await page.keyboard.press('Home');
    await says('.meter', /^✓ None of the \d+ orders that begin like this breaks it/);
    assert.deepEqual(wrong, []);
  });

  it('executes a fault as it executes a move, and says who is stopped by it', async () => {
    await using home = await makeHome();
    await home.write('01', begun);
    await using served = await serve(home);
    await using visited = await visit(await browserHere(), served.address);
    const { page, says, press, wrong } = visited;
    await says('#verdict', '✗ Red');
    await page.goto(new URL('/01/attempt.html#crash-in-a-transfer/', served.address).href);
    await press(/^A /);
    await says('tr[aria-current="step"]', /^1asks: transfer/);
    await press('A+ crash after');
    await says('tr[aria-current="step"]', /^2.*crashes before it hears of it/);
    await page.waitForURL(/#crash-in-a-transfer\/AA\+$/);
    await says('.empty', 'The run has ended');
    await says('.moves button', 'A the service has crashed');
    await page.keyboard.press('u');
    await says('tr[aria-current="step"]', /^1asks: transfer/);
    assert.deepEqual(wrong, []);
  });
});

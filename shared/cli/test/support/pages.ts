import type { Browser, Page } from 'playwright-core';
import { axeFinds, bringAxe } from '../../../site/test/support/problems.ts';
import { eventually } from './processes.ts';

/** A page of the live face, and all that has gone wrong in it. */
export interface Visited extends AsyncDisposable {
  readonly page: Page;
  /** What the console and the network say: nothing, where all is well. */
  readonly wrong: readonly string[];
  /** Waits until a part of the page says something. */
  readonly says: (selector: string, words: string | RegExp) => Promise<void>;
  readonly press: (name: string | RegExp) => Promise<void>;
}

/** Opens an address in a browser of its own: what one learner keeps, another does not see. */
export async function visit(browser: Browser, address: string): Promise<Visited> {
  const context = await browser.newContext();
  // Patience for a machine with much else to do.
  context.setDefaultTimeout(90_000);
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('requestfailed', (request) => {
    // A page that is left stops listening, and wants no answer any more.
    const isLeft = request.failure()?.errorText === 'net::ERR_ABORTED';
    const isLive = new URL(request.url()).pathname.startsWith('/live/');
    if (!(isLeft && isLive) && !request.url().endsWith('/live/events'))
      wrong.push(`failed: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()}: ${response.url()}`);
  });
  await page.goto(address);
  return {
    page,
    wrong,
    says: (selector, words) =>
      page.locator(selector, { hasText: words }).first().waitFor({ state: 'attached' }),
    press: (name) => page.getByRole('button', { name }).first().click(),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** What axe finds on a page, on a desk and on a phone, in both themes, and by how much it is wider than the phone. */
export async function problemsOf(page: Page): Promise<string[]> {
  // The page lets no script in but its own: the tool is let in as a debugger is.
  await bringAxe(page);
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 360]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const wider = await page.evaluate<number>(
        'document.documentElement.scrollWidth - innerWidth',
      );
      if (wider > 0) found.push(`${wider} pixels wider than ${width}`);
      for (const one of await axeFinds(page, { resultTypes: ['violations'] }))
        found.push(`${colorScheme} ${width}: ${one}`);
    }
  }
  return found;
}

/** The address that a command prints when its pages are there. */
export async function addressIn(written: () => string): Promise<string> {
  return await eventually(
    'the pages are served',
    () => /http:\/\/127\.0\.0\.1:\d+\/attempt\.html#token=[\w-]+/.exec(written())?.[0],
  );
}

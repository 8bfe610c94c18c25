import assert from 'node:assert/strict';
import { after, beforeEach } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { builtSite } from './built-site.ts';
import { launch } from './chromium.ts';
import { serve } from './serve.ts';

let [site, server, browser] = [] as unknown as [
  Awaited<ReturnType<typeof builtSite>>,
  Awaited<ReturnType<typeof serve>>,
  Browser,
];

let opened: Promise<void> | undefined;

async function open(): Promise<void> {
  [site, browser] = await Promise.all([builtSite(), launch()]);
  server = await serve(site.folder, '/some/where/');
}

// By the first test, and not before all: where a pattern leaves none, nothing would close them.
beforeEach(() => (opened ??= open()));

after(async () => {
  await browser?.close();
  server?.close();
});

export { server, site };

/** Opens a page and leads it by the hand; whatever goes wrong in it, a request among it, fails the test. */
export async function visit(
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

/** Waits until a part of the page says something. */
export const says = (page: Page, selector: string, words: string | RegExp) =>
  page.locator(selector, { hasText: words }).first().waitFor({ state: 'attached' });

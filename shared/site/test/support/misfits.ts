import type { Page } from 'playwright-core';

/** What does not fit: a page wider than its window, one that goes on below its end, and words that a picture cuts off. */
export function misfits(page: Page, path: string): Promise<string[]> {
  return page.evaluate<string[]>(
    `(() => {
      const found = [];
      const { scrollWidth, scrollHeight } = document.documentElement;
      if (scrollWidth > innerWidth) found.push(scrollWidth - innerWidth + ' pixels wider than the window');
      const end = document.querySelector('footer').getBoundingClientRect().bottom + scrollY;
      const below = Math.round(Math.max(scrollHeight - innerHeight, 0) && scrollHeight - end);
      if (below > 0) found.push(below + ' pixels of nothing below its end');
      for (const text of document.querySelectorAll('svg.chart text')) {
        const [word, chart] = [text, text.ownerSVGElement].map((one) => one.getBoundingClientRect());
        if (word.width > 0 && (word.left < chart.left - 1 || word.right > chart.right + 1))
          found.push('a chart cuts off: ' + text.textContent);
      }
      return found.map((one) => '${path}: ' + one);
    })()`,
  );
}

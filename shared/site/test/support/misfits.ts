import type { Page } from 'playwright-core';

/** What does not fit: a page wider than its window, one that goes on below its end, and what is cut off. */
export function misfits(page: Page, path: string): Promise<string[]> {
  return page.evaluate<string[]>(
    `(() => {
      const found = [];
      const { scrollWidth, scrollHeight } = document.documentElement;
      if (scrollWidth > innerWidth) found.push(scrollWidth - innerWidth + ' pixels wider than the window');
      const end = document.querySelector('footer').getBoundingClientRect().bottom + scrollY;
      const below = Math.round(Math.max(scrollHeight - innerHeight, 0) && scrollHeight - end);
      if (below > 1) found.push(below + ' pixels of nothing below its end');
      for (const text of document.querySelectorAll('svg.chart text')) {
        const [word, chart] = [text, text.ownerSVGElement].map((one) => one.getBoundingClientRect());
        if (word.width > 0 && (word.left < chart.left - 1 || word.right > chart.right + 1))
          found.push('a chart cuts off: ' + text.textContent);
      }
      const scrolls = (one) => one && (/auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
      for (const part of document.querySelectorAll('main *')) {
        const { right, width, height } = part.getBoundingClientRect();
        if (right > innerWidth + 1 && width > 1 && height > 1 && !scrolls(part.parentElement))
          found.push('cut off at the right: ' + part.tagName + ' ' + part.textContent.slice(0, 60));
      }
      return found.map((one) => '${path}: ' + one);
    })()`,
  );
}

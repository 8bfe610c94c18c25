import { greenSteps, isLive } from './live/server.ts';
import { remember, remembered } from './memory.ts';

const isDone = (step: string) =>
  isLive ? greenSteps.includes(step) : remembered(`done.${step}`) === 'yes';

/** Shows what the reader has done: on the course page, at the end of a lesson, and on the map. */
export function followProgress(): void {
  markSteps();
  offerDone();
  coverMap();
}

function markSteps(): void {
  const cards = [...document.querySelectorAll<HTMLElement>('.step[data-step]')];
  if (cards.length === 0) return;
  for (const card of cards) card.classList.toggle('is-done', isDone(card.dataset.step ?? ''));
  const next = cards.find((card) => !isDone(card.dataset.step ?? ''));
  const begin = document.querySelector<HTMLAnchorElement>('[data-next]');
  if (!next || !begin) return;
  next.classList.add('is-next');
  const state = next.querySelector('[data-state]');
  if (state) state.textContent = 'next';
  const address = next.querySelector('a')?.getAttribute('href');
  if (address) begin.href = address;
  begin.textContent = `${next === cards[0] ? 'Begin with' : 'Go on with'} step ${next.dataset.step}`;
}

function offerDone(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-done]');
  const step = button?.dataset.done;
  // Where code is judged, it is the judge who says so.
  if (!button || !step || isLive) return;
  button.closest<HTMLElement>('section')?.removeAttribute('hidden');
  const show = () => {
    button.setAttribute('aria-pressed', String(isDone(step)));
    button.textContent = isDone(step) ? `✓ Step ${step} is done` : `I have done step ${step}`;
  };
  button.addEventListener('click', () => {
    remember(`done.${step}`, isDone(step) ? '' : 'yes');
    show();
  });
  show();
}

/** What lies ahead stays closed, column by column, until the reader has come there or asks for it. */
function coverMap(): void {
  const fold = document.querySelector<HTMLDetailsElement>('[data-map]');
  if (!fold) return;
  fold.open = true;
  const heads = [...fold.querySelectorAll<HTMLElement>('thead [data-column]')];
  const reached = heads.findIndex(({ dataset }) => !isDone(dataset.column ?? ''));
  const buttons = heads
    .slice(reached < 0 ? heads.length : reached)
    .filter(({ dataset }) => !remembered(`uncovered.${dataset.column}`))
    .map((head) => cover(fold, head));
  const all = fold.querySelector<HTMLElement>('.uncover-all');
  if (!all || buttons.length === 0) return;
  all.hidden = false;
  all.querySelector('button')?.addEventListener('click', () => {
    for (const button of buttons) button.click();
    all.hidden = true;
    heads[0]?.querySelector('a')?.focus({ preventScroll: true });
  });
}

/** Closes the column under `head`, and gives it a button that opens it for good. */
function cover(map: HTMLElement, head: HTMLElement): HTMLButtonElement {
  const column = head.dataset.column ?? '';
  const cells = [...map.querySelectorAll(`td[data-column="${column}"]`)];
  for (const cell of cells) cell.classList.add('ahead');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'uncover';
  button.textContent = 'show';
  button.setAttribute('aria-label', `Show step ${column}`);
  button.addEventListener('click', () => {
    for (const cell of cells) cell.classList.remove('ahead');
    remember(`uncovered.${column}`, 'yes');
    head.querySelector('a')?.focus({ preventScroll: true });
    button.remove();
  });
  head.append(button);
  return button;
}

import type { LiveAnswer } from '../src/live/protocol.ts';
import { ask, isLive } from './live/server.ts';
import { remember, remembered } from './memory.ts';

const words: Readonly<Record<string, string>> = {
  possible: 'it can happen',
  prevented: 'it cannot happen',
};

/** Asks what the reader expects, and answers when that is said: the answer is in the page, folded. */
export function askPredictions(): void {
  for (const section of document.querySelectorAll<HTMLElement>('[data-predict]')) {
    const { predict = '', verdict = '' } = section.dataset;
    const fold = section.querySelector('details');
    const choices = section.querySelector<HTMLElement>('.choices');
    const status = section.querySelector('[role="status"]');
    if (!fold || !choices || !status) continue;
    const buttons = [...choices.querySelectorAll('button')];
    choices.hidden = false;
    fold.hidden = true;
    const answer = (value: string) => {
      const right = value === verdict;
      for (const button of buttons)
        button.setAttribute('aria-pressed', String(button.value === value));
      status.textContent = right
        ? `✓ You said that ${words[value]}, and so it is.`
        : `✗ You said that ${words[value]}. It is the other way round, and that is worth the most.`;
      status.className = right ? 'good' : 'bad';
      fold.hidden = false;
      fold.open = true;
    };
    for (const button of buttons) {
      button.addEventListener('click', () => {
        answer(button.value);
        if (isLive) void count(predict, button.value, status);
        remember(`predicted.${predict}`, button.value);
      });
    }
    const before = remembered(`predicted.${predict}`);
    if (before) answer(before);
  }
}

/** Lets the answer count in the learner's own progress, by a run that is made now. */
async function count(step: string, guess: string, status: Element): Promise<void> {
  const said = document.createElement('span');
  said.textContent = ' Running it …';
  status.append(said);
  try {
    const { sentence } = await ask<LiveAnswer>('predict', { step, guess });
    said.textContent = ` Run just now: ${sentence}`;
  } catch (error) {
    said.textContent = ` It was not counted: ${(error as Error).message}.`;
  }
}

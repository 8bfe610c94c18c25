import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icons.tsx';

/** Gives each run in a lesson a cursor of its own: what lies ahead of it fades. */
export function stepThroughRuns(): void {
  for (const figure of document.querySelectorAll<HTMLElement>('[data-run]')) {
    const rows = [...figure.querySelectorAll<HTMLElement>('tbody tr')];
    const bar = document.createElement('div');
    bar.className = 'stepper';
    figure.prepend(bar);
    render(<Stepper rows={rows} />, bar);
  }
}

const isTurn = (row: HTMLElement) => row.querySelector('th') !== null;

function Stepper({ rows }: { readonly rows: readonly HTMLElement[] }) {
  const turns = rows.filter(isTurn).length;
  const [cursor, setCursor] = useState(turns);
  useEffect(() => {
    let turn = 0;
    for (const row of rows) {
      if (isTurn(row)) turn += 1;
      row.classList.toggle('ahead-of-cursor', turn > cursor);
      if (turn === cursor && cursor < turns && isTurn(row))
        row.setAttribute('aria-current', 'step');
      else row.removeAttribute('aria-current');
    }
  }, [cursor]);
  return (
    <>
      <button
        type="button"
        class="small"
        disabled={cursor === 0}
        onClick={() => setCursor(0)}
        aria-label="To the beginning of the run"
      >
        <Icon name="first" />
      </button>
      <button
        type="button"
        class="small"
        disabled={cursor === 0}
        onClick={() => setCursor(cursor - 1)}
        aria-label="One line back"
      >
        <Icon name="back" />
      </button>
      <button
        type="button"
        class="small"
        disabled={cursor === turns}
        onClick={() => setCursor(cursor + 1)}
        aria-label="One line on"
      >
        <Icon name="on" />
      </button>
      <span class="source">
        line {cursor} of {turns}
      </span>
    </>
  );
}

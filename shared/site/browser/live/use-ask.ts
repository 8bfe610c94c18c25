import { type ComponentChildren, h } from 'preact';
import { useState } from 'preact/hooks';

/** Something that is asked of the server: one at a time, and why it could not be done. */
export interface Asking {
  readonly busy: boolean;
  /** To be shown; null where nothing is wrong. */
  readonly problem: ComponentChildren;
  readonly run: (work: () => Promise<unknown>) => void;
}

/** Asks one thing after the other. */
export function useAsk(): Asking {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const run = (work: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    setProblem('');
    work()
      .catch((error: unknown) => setProblem((error as Error).message))
      .finally(() => setBusy(false));
  };
  const said = problem === '' ? null : h('p', { class: 'bad', role: 'alert' }, `${problem}.`);
  return { busy, problem: said, run };
}

import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Action } from './state.ts';

/** What the keys do, where no field and no button of the page wants them. */
const actions: Readonly<Record<string, Action>> = {
  ArrowLeft: { do: 'step', by: -1 },
  ArrowRight: { do: 'step', by: 1 },
  Home: { do: 'go', to: 0 },
  End: { do: 'go', to: Number.POSITIVE_INFINITY },
  r: { do: 'restart' },
  u: { do: 'undo' },
};

/** Listens to the keys: space plays and stops, every other key that does something stops it. */
export function useKeys(act: (action: Action) => void, toggle: () => void, stop: () => void): void {
  const latest = useRef({ act, toggle, stop });
  latest.current = { act, toggle, stop };
  // Before the page is drawn: a key that is pressed at once counts too.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as Element;
      if (target.closest('input, select, textarea')) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      // Space presses the button that has the focus, and opens what is folded.
      if (key === ' ' && target.closest('button, a, summary')) return;
      const action = actions[key];
      if (!action && key !== ' ') return;
      event.preventDefault();
      if (!action) {
        latest.current.toggle();
        return;
      }
      latest.current.stop();
      latest.current.act(action);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

import { useEffect, useState } from 'preact/hooks';
import type { Action, View } from './state.ts';
import { useKeys } from './use-keys.ts';

/** How long a turn is shown while the page plays by itself. */
const turnMs = 900;

/** Lets a view play by itself, and listens to the keys. */
export function useRunning(
  { walk, cursor }: View,
  act: (action: Action) => void,
): { readonly running: boolean; readonly toggle: () => void } {
  const [running, setRunning] = useState(false);
  useEffect(() => {
    if (!running) return undefined;
    if (cursor >= walk.length) {
      setRunning(false);
      return undefined;
    }
    const timer = setTimeout(() => act({ do: 'step', by: 1 }), turnMs);
    return () => clearTimeout(timer);
  }, [running, cursor, walk]);
  const toggle = () => {
    if (!running && cursor >= walk.length) act({ do: 'go', to: 0 });
    setRunning(!running);
  };
  useKeys(act, toggle, () => setRunning(false));
  return { running, toggle };
}

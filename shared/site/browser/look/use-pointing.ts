import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Look } from './look.ts';

/** What is looked at, and the same at the turn that the reader points at: the cursor stays where it is. */
export function usePointing(look: Look): { readonly look: Look; readonly pointed: Look } {
  const [turn, point] = useState<number>();
  const { view } = look;
  // The cursor has moved: it is what there is to see.
  useEffect(() => point(undefined), [view]);
  const own = useMemo(() => ({ ...look, point }), [look]);
  const pointed = useMemo(
    () => (turn === undefined ? own : { ...own, view: { ...view, cursor: turn } }),
    [own, turn],
  );
  return { look: own, pointed };
}

import { useEffect } from 'preact/hooks';

/** How long the reader stands still before the address says where: browsers refuse to change it more often. */
const restMs = 100;

/** Puts where the reader is into the address, from `#` on, without a step in the browser's history. */
export function useAddress(hash: string): void {
  useEffect(() => {
    if (location.hash === hash) return undefined;
    const timer = setTimeout(() => history.replaceState(null, '', hash), restMs);
    return () => clearTimeout(timer);
  }, [hash]);
}

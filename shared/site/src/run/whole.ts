/** `12,345`, or `about 1.4e16` for what is too large to be counted exactly. */
export function whole(count: number): string {
  if (count > Number.MAX_SAFE_INTEGER)
    return `about ${count.toExponential(1).replace('.0e', 'e').replace('+', '')}`;
  return count.toLocaleString('en');
}

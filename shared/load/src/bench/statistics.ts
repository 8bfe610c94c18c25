/** The value below which this share of all values lies: the nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** The value that half of them do not exceed. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

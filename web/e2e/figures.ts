/** The value below which that share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Prints a table: of each row the median, the 95th percentile and, with a baseline, how many times that its median is. */
export function printFigures(title: string, rows: readonly { name: string; values: readonly number[]; baseline?: number }[]): void {
  const lines = rows.map(({ name, values, baseline }) => {
    const figures = `p50 ${median(values).toFixed(1).padStart(6)}  p95 ${quantile(values, 0.95).toFixed(1).padStart(6)}`;
    return `  ${name.padEnd(44)} ${figures}${baseline === undefined ? "" : `  × ${(median(values) / baseline).toFixed(2)}`}`;
  });
  console.log([`${title} (${rows[0]?.values.length ?? 0} of each, ms)`, ...lines].join("\n"));
}

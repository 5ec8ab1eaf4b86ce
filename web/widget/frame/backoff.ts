/** Ms to wait after the `failures`-th failure in a row: doubling from half a second to 15 s, halved at random. */
export function backoff(failures: number, random = Math.random): number {
  return Math.min(15_000, 500 * 2 ** (failures - 1)) * (0.5 + random() / 2)
}

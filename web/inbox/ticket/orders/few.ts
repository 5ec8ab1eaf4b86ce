/** The first of many: one more than `most` takes no more room than the button that would show it. */
export function few<Thing>(all: readonly Thing[], most: number): readonly Thing[] {
  return all.length <= most + 1 ? all : all.slice(0, most)
}

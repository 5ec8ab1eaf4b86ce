/** Brings a field on screen and the keyboard into it; where it has no place of its own, what it belongs to. */
export function focusField(root: HTMLElement, field: string): void {
  for (const name of fieldAndParents(field)) {
    const place = root.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`)
    if (!place) continue
    const focusable = 'input, textarea, button, [tabindex]'
    const target = place.matches(focusable) ? place : (place.querySelector<HTMLElement>(focusable) ?? place)
    place.scrollIntoView({ block: 'center' })
    target.focus({ preventScroll: true })
    return
  }
}

/** The fields from the exact one to its widest part: "targeting.paths.2", "targeting.paths", "targeting". */
export function fieldAndParents(field: string): string[] {
  const parts = field.split('.')
  return parts.map((_, at) => parts.slice(0, parts.length - at).join('.'))
}

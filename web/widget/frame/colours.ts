import { readableOn, textOn } from '../shared/colour'
import type { WidgetConfig } from '../shared/contract'

/** Gives style.css the shop's colours, each readable where it stands. */
export function setColours({ primary, secondary }: WidgetConfig['look']) {
  for (const [name, colour] of Object.entries({
    primary,
    'on-primary': textOn(primary, secondary),
    // The surfaces of style.css, light and dark.
    'accent-light': readableOn('#ffffff', primary),
    'accent-dark': readableOn('#1b1c1f', primary),
  })) {
    document.documentElement.style.setProperty(`--${name}`, colour)
  }
}

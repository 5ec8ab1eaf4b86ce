import type { WidgetConfig } from '../shared/contract'
import { createTitle } from './title'
import { createWidget, type Widget } from './widget'

/** Replaced once by the server with the channel's settings as JSON. */
declare const __ROZMOWA_CONFIG__: WidgetConfig

/** What a shop's own scripts may call. With several chats on a page, `key` names one; the first is meant without it. */
interface Rozmowa {
  open(key?: string): void
  close(key?: string): void
  /** Takes the chat off the page until its script is included again. */
  destroy(key?: string): void
  /** Fills in what the shop knows of its customer; the customer can still change it. */
  identify(who: { name?: string; email?: string }, key?: string): void
  /** For the loader alone: the script with these settings ran; `again` for the sake of newer settings, which
   * bring back no chat that was destroyed meanwhile. */
  include(origin: string, config: WidgetConfig, again?: boolean): void
}

declare global {
  interface HTMLScriptElement {
    /** The loader itself asked for it, for newer settings. */
    again?: boolean
  }
  interface Window {
    Rozmowa?: Rozmowa
  }
}

function createRozmowa(): Rozmowa {
  const widgets = new Map<string, Widget>()
  const title = createTitle()
  const pick = (key?: string) => (key ? widgets.get(key) : [...widgets.values()][0])
  return {
    open: (key) => pick(key)?.open(),
    close: (key) => pick(key)?.close(),
    destroy(key) {
      const widget = pick(key)
      if (widget) {
        widget.destroy()
        widgets.delete(widget.key)
      }
    },
    identify: (who, key) => pick(key)?.identify(who),
    include(origin, config, again) {
      const known = widgets.get(config.key)
      if (known) known.configure(config)
      else if (!again) {
        // Icons on the same side stand above each other.
        const below = [...widgets.values()].filter((each) => each.side === config.look.side).length
        widgets.set(config.key, createWidget(origin, config, title, below))
      }
    },
  }
}

function start(config: WidgetConfig) {
  const script =
    (document.currentScript as HTMLScriptElement | null) ??
    document.querySelector<HTMLScriptElement>(`script[src*="/widget/${config.key}.js"]`)
  if (!script) return
  const { origin } = new URL(script.src)
  const include = () => (window.Rozmowa ??= createRozmowa()).include(origin, config, script.again)
  if (document.body) include()
  else document.addEventListener('DOMContentLoaded', include, { once: true })
}

start(__ROZMOWA_CONFIG__)

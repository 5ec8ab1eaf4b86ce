/** What the chat's script offers to the shop's own scripts. */
interface Window {
  Rozmowa?: {
    open(key?: string): void
    close(key?: string): void
    destroy(key?: string): void
    identify(who: { name?: string; email?: string }, key?: string): void
  }
}

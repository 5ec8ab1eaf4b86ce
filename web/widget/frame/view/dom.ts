// The view's own small layer between JSX and the DOM: components are plain functions of their
// properties, called at once; what they return is compared with what stands there, and only the
// differences are applied. It keeps no state. A library would be a third of the window's weight.

/** Anything that can stand between tags; false, null and undefined draw nothing but keep their place. */
export type Child = Element | string | number | boolean | null | undefined | Child[]

export interface Element {
  tag: string
  props: Props
  children: Child[]
}

type Handler<E extends Event> = (event: E) => void

/** Attributes by their HTML names; properties only where the DOM gives no other way. */
export interface Props {
  /** Needed for elements of lists whose order or length changes. */
  key?: string
  class?: string
  value?: string
  disabled?: boolean
  /** Called once, when the element stands in the document. */
  mounted?: (element: HTMLElement) => void
  /** Called after every drawing. */
  drawn?: (element: HTMLElement) => void
  onclick?: Handler<MouseEvent>
  oninput?: Handler<Event>
  onsubmit?: Handler<SubmitEvent>
  onkeydown?: Handler<KeyboardEvent>
  [attribute: string]: unknown
}

type Component<P> = (props: P) => Child

export function h<P extends object>(type: string | Component<P>, props: P | null, ...children: Child[]): Child {
  if (typeof type === 'function') return type({ ...props, children } as unknown as P)
  return { tag: type, props: (props ?? {}) as Props, children }
}

export const Fragment = ({ children }: { children?: Child[] }): Child => children

export declare namespace h {
  namespace JSX {
    type Element = Child
    interface ElementChildrenAttribute {
      children: unknown
    }
    interface IntrinsicAttributes {
      key?: string
    }
    type IntrinsicElements = { [K in keyof HTMLElementTagNameMap | 'svg' | 'path']: Props & { children?: unknown } }
  }
}

/** What stands at one place: the node, and for an element what it was drawn from. */
interface Drawn {
  node: Node
  from: Element | string
  inner: Map<string, Drawn>
}

const roots = new WeakMap<Node, Map<string, Drawn>>()

/** Makes `root` contain exactly `child`, keeping every element that can stay. */
export function draw(child: Child, root: HTMLElement): void {
  const after: (() => void)[] = []
  roots.set(root, patch(root, roots.get(root) ?? new Map(), [child], after))
  after.forEach((call) => call())
}

function patch(parent: Node, before: Map<string, Drawn>, children: Child[], after: (() => void)[]): Map<string, Drawn> {
  const wanted = new Map<string, Element | string>()
  collect(children, '', wanted)
  for (const [place, drawn] of before) {
    if (!fits(drawn.from, wanted.get(place))) {
      parent.removeChild(drawn.node)
      before.delete(place)
    }
  }
  const now = new Map<string, Drawn>()
  let cursor = parent.firstChild
  for (const [place, element] of wanted) {
    const drawn = before.get(place) ?? create(element, after)
    update(drawn, element, after)
    if (drawn.node === cursor) cursor = cursor.nextSibling
    else parent.insertBefore(drawn.node, cursor)
    now.set(place, drawn)
  }
  return now
}

/** Names every place: by key where there is one, else by position. */
function collect(children: Child[], path: string, into: Map<string, Element | string>): void {
  children.forEach((child, i) => {
    if (Array.isArray(child)) collect(child, `${path}${i}.`, into)
    else if (child !== null && typeof child === 'object') into.set(path + (child.props.key ?? i), child)
    else if (child !== undefined && child !== null && typeof child !== 'boolean' && child !== '') into.set(path + i, String(child))
  })
}

const tagOf = (from?: Element | string) => (typeof from === 'object' ? from.tag : from === undefined ? '' : '#')
const fits = (from: Element | string, wanted?: Element | string) => tagOf(from) === tagOf(wanted)

function create(from: Element | string, after: (() => void)[]): Drawn {
  if (typeof from === 'string') return { node: document.createTextNode(from), from, inner: new Map() }
  const node = /^(svg|path)$/.test(from.tag) ? document.createElementNS('http://www.w3.org/2000/svg', from.tag) : document.createElement(from.tag)
  const { mounted } = from.props
  if (mounted) after.push(() => mounted(node as HTMLElement))
  return { node, from: { tag: from.tag, props: {}, children: [] }, inner: new Map() }
}

function update(drawn: Drawn, to: Element | string, after: (() => void)[]): void {
  const { node, from } = drawn
  drawn.from = to
  if (typeof to === 'string') {
    if (node.nodeValue !== to) node.nodeValue = to
    return
  }
  const { props } = from as Element
  for (const name of Object.keys({ ...props, ...to.props })) {
    if (props[name] !== to.props[name] || name === 'value') apply(node as HTMLElement, name, to.props[name])
  }
  drawn.inner = patch(node, drawn.inner, to.children, after)
  if (to.props.drawn) to.props.drawn(node as HTMLElement)
}

function apply(element: HTMLElement, name: string, value: unknown): void {
  if (/^(key|mounted|drawn)$/.test(name)) return
  if (name.startsWith('on')) Object.assign(element, { [name]: value })
  else if (name === 'value') {
    // Setting an equal value would move the caret.
    const field = element as HTMLInputElement
    if (field.value !== value) field.value = String(value)
  } else if (value === undefined || value === null || (value === false && !name.startsWith('aria-'))) element.removeAttribute(name)
  else element.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : String(value))
}

import './style.css'
import { cartCount, putInCart, readCart } from './shop/cart'
import { frame, pageAt } from './shop/pages'
import { isOutlet, shopAt } from './shop/shop'

const root = document.getElementById('shop')!
// A document belongs to one shop: links to the other one load it anew, with that shop's chat.
const shop = shopAt(location.pathname)
document.documentElement.className = isOutlet(shop) ? 'outlet' : ''

const here = () => location.pathname.replace(/\/$/, '').slice(shop.base.length)

function show() {
  const page = pageAt(shop, here())
  document.title = page.title ? `${page.title} – ${shop.name}` : shop.name
  root.innerHTML = frame(shop, here(), page)
}

function go(to: string) {
  history.pushState(null, '', to)
  show()
  scrollTo(0, 0)
  document.getElementById('main')?.focus({ preventScroll: true })
}

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element)) return
  const button = event.target.closest('button')
  if (button?.dataset.add) {
    putInCart(shop, button.dataset.add, (readCart(shop)[button.dataset.add] ?? 0) + 1)
    root.querySelector('.added')!.textContent = 'Dodano do koszyka.'
    root.querySelector(`a[href$="/koszyk"]`)!.textContent = `Koszyk (${cartCount(shop)})`
  } else if (button?.dataset.set) {
    const { set, count } = button.dataset
    const name = button.getAttribute('aria-label')
    putInCart(shop, set, Number(count))
    show()
    const same = [...root.querySelectorAll('button')].find((each) => each.getAttribute('aria-label') === name)
    ;(same ?? document.getElementById('main'))?.focus()
  } else if (button && 'chat' in button.dataset) {
    window.Rozmowa?.open()
  }

  const link = event.target.closest('a')
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
  if (!link || !plain || link.origin !== location.origin || link.target || link.hash) return
  if (!link.pathname.startsWith('/demo/') || shopAt(link.pathname) !== shop) return
  event.preventDefault()
  go(link.pathname)
})
addEventListener('popstate', show)
show()

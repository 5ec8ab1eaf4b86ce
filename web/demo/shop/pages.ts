import { cartCount, readCart } from './cart'
import { picture } from './picture'
import { categories, money, type Product } from './product'
import { isOutlet, otherThan, type Shop } from './shop'

// Pages are HTML made only of this shop's own words; nothing a visitor types is put into them.

export interface Page {
  title: string
  html: string
}

/** The page at a path of the shop, e.g. '' or 'kubki/kubek-mgla'. */
export function pageAt(shop: Shop, path: string): Page {
  const [first = '', second] = path.split('/').filter(Boolean)
  const category = categories.find((each) => each.slug === first)
  if (category && second) {
    const product = shop.products.find((each) => each.slug === second && each.category === first)
    if (product) return productPage(shop, product)
  } else if (category) {
    return {
      title: category.name,
      html: `<h1>${category.name}</h1><p class="lead">${category.lead}</p>${grid(shop, shop.products.filter((each) => each.category === first))}`,
    }
  } else if (!first) return home(shop)
  else if (first === 'koszyk') return cartPage(shop)
  else if (first === 'kontakt') return contact(shop)
  else if (first === 'dostawa-i-zwroty') return delivery()
  return { title: 'Nie ma takiej strony', html: `<h1>Nie ma takiej strony</h1><p class="lead"><a href="${shop.base}">Wróć na początek</a></p>` }
}

/** What stands around every page. */
export function frame(shop: Shop, path: string, page: Page): string {
  const link = (to: string, words: string) =>
    `<a href="${shop.base}${to}"${(to ? path.startsWith(to) : !path) ? ' aria-current="page"' : ''}>${words}</a>`
  const other = otherThan(shop)
  return `
    <a class="skip" href="#main">Przejdź do treści</a>
    <header class="top">
      <a class="brand" href="${shop.base}">${shop.name}</a>
      <nav aria-label="Sklep">${categories.map((each) => link(each.slug, each.name)).join('')}</nav>
      <nav aria-label="Zakupy">${link('kontakt', 'Kontakt')}${link('koszyk', `Koszyk (${cartCount(shop)})`)}</nav>
    </header>
    <main id="main" tabindex="-1">${page.html}</main>
    <footer class="bottom">
      <p><strong>${shop.name}</strong><br>Sklep pokazowy: niczego tu nie sprzedajemy, za to czat jest prawdziwy.</p>
      <p>${link('dostawa-i-zwroty', 'Dostawa i zwroty')}<br>${link('kontakt', 'Kontakt')}<br><a href="${other.base}">${other.name}</a></p>
    </footer>`
}

function home(shop: Shop): Page {
  const picks = ['kubek-rdza', 'miska-jezioro', 'wazon-zorza', 'talerz-ksiezyc'].map((slug) => shop.products.find((each) => each.slug === slug)!)
  return {
    title: '',
    html: `
      <section class="hero">
        <div><h1>${shop.motto}</h1><p class="lead">${shop.lead}</p><a class="button" href="${shop.base}kubki">Zobacz kubki</a></div>
        <div class="heroes">${picture('jug', isOutlet(shop) ? '#5d8a83' : '#a4532f', 'Dzban')}${picture('bowl', isOutlet(shop) ? '#d0b46a' : '#d9c3a0', 'Miska')}</div>
      </section>
      <h2>Lubiane</h2>${grid(shop, picks)}
      <h2>Działy</h2>
      <ul class="doors">${categories.map((each) => `<li><a href="${shop.base}${each.slug}"><strong>${each.name}</strong><span>${each.lead}</span></a></li>`).join('')}</ul>`,
  }
}

function grid(shop: Shop, products: Product[]): string {
  return `<ul class="grid">${products
    .map(
      (each) => `<li><a href="${shop.base}${each.category}/${each.slug}">${picture(each.shape, each.glaze, '')}<strong>${each.name}</strong>${price(shop, each)}</a></li>`,
    )
    .join('')}</ul>`
}

function price(shop: Shop, product: Product): string {
  const before = isOutlet(shop) ? otherThan(shop).products.find((each) => each.slug === product.slug) : undefined
  return `<span class="price">${money(product.price)}${before ? ` <s><span class="aside">przedtem </span>${money(before.price)}</s>` : ''}</span>`
}

function productPage(shop: Shop, product: Product): Page {
  const category = categories.find((each) => each.slug === product.category)!
  return {
    title: product.name,
    html: `
      <p class="crumbs"><a href="${shop.base}">Sklep</a> / <a href="${shop.base}${category.slug}">${category.name}</a></p>
      <article class="product">
        ${picture(product.shape, product.glaze, product.name)}
        <div>
          <h1>${product.name}</h1>
          <p class="lead">${product.lead}</p>
          <p class="big">${price(shop, product)}</p>
          <button class="button" data-add="${product.slug}">Dodaj do koszyka</button>
          <p role="status" class="added"></p>
          <ul>${product.details.map((each) => `<li>${each}</li>`).join('')}</ul>
          <p>Wysyłka w 2 dni robocze. Coś jest niejasne? Napisz na czacie, jesteśmy obok.</p>
        </div>
      </article>`,
  }
}

function cartPage(shop: Shop): Page {
  const rows = Object.entries(readCart(shop)).flatMap(([slug, count]) => {
    const product = shop.products.find((each) => each.slug === slug)
    return product ? [{ product, count }] : []
  })
  const sum = rows.reduce((total, { product, count }) => total + product.price * count, 0)
  if (!rows.length) return { title: 'Koszyk', html: `<h1>Koszyk</h1><p class="lead">Jeszcze nic tu nie ma. <a href="${shop.base}kubki">Zacznij od kubka</a>.</p>` }
  return {
    title: 'Koszyk',
    html: `
      <h1>Koszyk</h1>
      <ul class="cart">${rows
        .map(
          ({ product, count }) => `
        <li>${picture(product.shape, product.glaze, '')}
          <a href="${shop.base}${product.category}/${product.slug}">${product.name}</a>
          <span class="count"><button data-set="${product.slug}" data-count="${count - 1}" aria-label="Mniej: ${product.name}">−</button>${count}<button data-set="${product.slug}" data-count="${count + 1}" aria-label="Więcej: ${product.name}">+</button></span>
          <span>${money(product.price * count)}</span></li>`,
        )
        .join('')}</ul>
      <p class="big">Razem: ${money(sum)}</p>
      <p>To sklep pokazowy, więc zamówienia nie da się złożyć – ale o zamówienie można zapytać na czacie.</p>`,
  }
}

function contact(shop: Shop): Page {
  return {
    title: 'Kontakt',
    html: `
      <h1>Kontakt</h1>
      <p class="lead">Najszybciej odpowiadamy na czacie, w rogu każdej strony.</p>
      <p><button class="button" data-chat>Otwórz czat</button></p>
      <address>${shop.name}<br>ul. Garncarska 7<br>59-700 Bolesławiec<br>kontakt@gliniana.example</address>`,
  }
}

function delivery(): Page {
  return {
    title: 'Dostawa i zwroty',
    html: `
      <h1>Dostawa i zwroty</h1>
      <h2>Dostawa</h2><p>Kurier 16,90 zł, paczkomat 13,90 zł; od 250 zł bez opłat. Pakujemy w papier i wełnę drzewną, bez plastiku.</p>
      <h2>Zwroty</h2><p>14 dni na odstąpienie od umowy, bez podawania przyczyny. Potłuczone w drodze? Wystarczy zdjęcie, a wyślemy nowe.</p>
      <h2>Reklamacje</h2><p>Odpowiadamy w ciągu 14 dni, zwykle tego samego dnia.</p>`,
  }
}

import { type Product, products } from './product'

/** One of the two demo shops, each with a look, prices and (index.html) a chat of its own. */
export interface Shop {
  /** Where its pages begin, with a slash at the end. */
  base: string
  name: string
  motto: string
  lead: string
  products: Product[]
}

const main: Shop = {
  base: '/demo/',
  name: 'Gliniana Pracownia',
  motto: 'Ceramika, po którą sięga się codziennie',
  lead: 'Toczymy, szkliwimy i wypalamy w małej pracowni pod Bolesławcem. Bez pośpiechu, w krótkich seriach.',
  products,
}

const outlet: Shop = {
  base: '/demo/outlet/',
  name: 'Outlet Glinianej Pracowni',
  motto: 'Drugi gatunek, pierwsza przyjemność',
  lead: 'Drobne kropki, ślady szkliwa, końcówki serii. Wszystko całe i szczelne, taniej o ponad jedną trzecią.',
  products: products.map((product) => ({ ...product, price: Math.round((product.price * 0.62) / 100) * 100 })),
}

export function shopAt(path: string): Shop {
  return path === '/demo/outlet' || path.startsWith(outlet.base) ? outlet : main
}

export const otherThan = (shop: Shop) => (shop === main ? outlet : main)
export const isOutlet = (shop: Shop) => shop === outlet

import type { Shop } from './shop'

/** How many of each product, by slug. */
export type Cart = Record<string, number>

export function readCart(shop: Shop): Cart {
  try {
    return JSON.parse(localStorage.getItem(`cart:${shop.base}`) ?? '{}') as Cart
  } catch {
    return {}
  }
}

/** Sets how many of a product are wanted; 0 takes it out. */
export function putInCart(shop: Shop, slug: string, count: number): void {
  const cart = readCart(shop)
  if (count > 0) cart[slug] = Math.min(count, 99)
  else delete cart[slug]
  localStorage.setItem(`cart:${shop.base}`, JSON.stringify(cart))
}

export function cartCount(shop: Shop): number {
  return Object.values(readCart(shop)).reduce((sum, count) => sum + count, 0)
}

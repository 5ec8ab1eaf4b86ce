export type Shape = 'mug' | 'bowl' | 'plate' | 'vase' | 'jug' | 'candle'

export interface Product {
  slug: string
  name: string
  category: string
  /** In grosze. */
  price: number
  shape: Shape
  glaze: string
  lead: string
  details: string[]
}

export interface Category {
  slug: string
  name: string
  lead: string
}

export const categories: Category[] = [
  { slug: 'kubki', name: 'Kubki i filiżanki', lead: 'Toczone na kole, każdy trochę inny w dłoni.' },
  { slug: 'na-stol', name: 'Na stół', lead: 'Talerze i miski do codziennego używania – także w zmywarce.' },
  { slug: 'do-domu', name: 'Do domu', lead: 'Wazony, dzbany i świeczniki ze szkliwem, które lubi światło.' },
]

export const products: Product[] = [
  { slug: 'kubek-mgla', name: 'Kubek Mgła', category: 'kubki', price: 6900, shape: 'mug', glaze: '#b9c7c9', lead: 'Duży kubek na długą herbatę, szkliwo w kolorze porannej mgły.', details: ['Pojemność 380 ml', 'Kamionka wypalana w 1240°C', 'Zmywarka i mikrofalówka: tak'] },
  { slug: 'kubek-rdza', name: 'Kubek Rdza', category: 'kubki', price: 7200, shape: 'mug', glaze: '#b3562f', lead: 'Szkliwo żelazowe: każdy wypał maluje je inaczej.', details: ['Pojemność 320 ml', 'Kamionka', 'Zmywarka: tak'] },
  { slug: 'filizanka-len', name: 'Filiżanka Len', category: 'kubki', price: 5400, shape: 'mug', glaze: '#e3d6bd', lead: 'Mała, do espresso, matowa z zewnątrz i gładka w środku.', details: ['Pojemność 90 ml', 'Podstawek w komplecie'] },
  { slug: 'kubek-las', name: 'Kubek Las', category: 'kubki', price: 7400, shape: 'mug', glaze: '#47664f', lead: 'Głęboka zieleń z popiołu drzewnego.', details: ['Pojemność 350 ml', 'Kamionka', 'Zmywarka: tak'] },
  { slug: 'miska-owsianka', name: 'Miska Owsianka', category: 'na-stol', price: 8900, shape: 'bowl', glaze: '#d9c3a0', lead: 'W sam raz na śniadanie: głęboka, ciepła, stabilna.', details: ['Średnica 15 cm', 'Pojemność 600 ml'] },
  { slug: 'miska-jezioro', name: 'Miska Jezioro', category: 'na-stol', price: 12900, shape: 'bowl', glaze: '#3f6d86', lead: 'Salaterka ze szkliwem, które zbiera się na dnie jak woda.', details: ['Średnica 24 cm', 'Do piekarnika do 180°C'] },
  { slug: 'talerz-ksiezyc', name: 'Talerz Księżyc', category: 'na-stol', price: 9900, shape: 'plate', glaze: '#dcdad2', lead: 'Obiadowy, z lekko uniesionym brzegiem.', details: ['Średnica 27 cm', 'Zmywarka i mikrofalówka: tak'] },
  { slug: 'talerzyk-okruch', name: 'Talerzyk Okruch', category: 'na-stol', price: 4900, shape: 'plate', glaze: '#c98f6b', lead: 'Deserowy, do ciasta albo kanapki.', details: ['Średnica 18 cm'] },
  { slug: 'wazon-cisza', name: 'Wazon Cisza', category: 'do-domu', price: 15900, shape: 'vase', glaze: '#8f9a8a', lead: 'Smukły, na jedną gałąź.', details: ['Wysokość 28 cm', 'Szczelny'] },
  { slug: 'wazon-zorza', name: 'Wazon Zorza', category: 'do-domu', price: 18900, shape: 'vase', glaze: '#c0697a', lead: 'Szkliwo miedziowe, czerwień z nutą fioletu.', details: ['Wysokość 22 cm', 'Każdy egzemplarz niepowtarzalny'] },
  { slug: 'dzban-polny', name: 'Dzban Polny', category: 'do-domu', price: 16900, shape: 'jug', glaze: '#a77b4f', lead: 'Na kompot albo polne kwiaty.', details: ['Pojemność 1,4 l', 'Szkliwo bezołowiowe'] },
  { slug: 'swiecznik-luna', name: 'Świecznik Luna', category: 'do-domu', price: 5900, shape: 'candle', glaze: '#3d3a4b', lead: 'Ażurowy: światło robi resztę.', details: ['Na podgrzewacz', 'Wysokość 9 cm'] },
]

/** 6900 → "69,00 zł". */
export function money(grosze: number): string {
  return new Intl.NumberFormat('pl', { style: 'currency', currency: 'PLN' }).format(grosze / 100)
}

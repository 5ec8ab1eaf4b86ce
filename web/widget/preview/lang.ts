import type { Locale } from '../shared/contract'

const pl = {
  title: 'Podgląd czatu',
  agent: 'Ania',
  question: 'Dzień dobry, kiedy dotrze moje zamówienie nr 10482?',
  greeting: 'Dzień dobry! Już sprawdzam.',
  answer:
    'Paczka jest już w drodze i powinna dotrzeć jutro przed południem. Można ją śledzić tutaj: https://example.com/przesylka/10482',
  thanks: 'Super, dziękuję za szybką odpowiedź!',
}

const en: typeof pl = {
  title: 'Chat preview',
  agent: 'Ania',
  question: 'Hello, when will my order no. 10482 arrive?',
  greeting: 'Hello! Let me check.',
  answer:
    'Your parcel is on its way and should arrive tomorrow before noon. You can follow it here: https://example.com/parcel/10482',
  thanks: 'Great, thank you for the quick answer!',
}

/** The preview's own texts: its title and the sample conversation. */
export const texts: Record<Locale, typeof pl> = { pl, en }

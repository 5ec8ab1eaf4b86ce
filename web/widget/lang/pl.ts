import type { Forms } from '../shared/plural'

/** What the icon on the shop's page says. */
export const icon = {
  open: 'Otwórz czat',
  close: 'Zamknij czat',
  window: 'Czat ze sklepem',
  unread: {
    one: '# nowa wiadomość',
    few: '# nowe wiadomości',
    many: '# nowych wiadomości',
    other: '# nowej wiadomości',
  } as Forms,
}

/** What the window says. Wording fits anyone's gender, the customer's and the agent's. */
export const frame = {
  title: 'Czat ze sklepem',
  minimise: 'Zwiń czat',
  mute: 'Wycisz dźwięk',
  unmute: 'Włącz dźwięk',

  formLead: 'Wypełnij pola, a zaraz się odezwiemy.',
  name: 'Imię i nazwisko',
  email: 'E-mail',
  subject: 'Temat',
  body: 'Treść wiadomości',
  start: 'Rozpocznij czat',
  nameMissing: 'Podaj imię i nazwisko.',
  emailMissing: 'Podaj adres e-mail.',
  emailWrong: 'Sprawdź adres e-mail: powinien wyglądać jak jan@example.com.',
  subjectMissing: 'Napisz krótko, czego dotyczy wiadomość.',
  bodyMissing: 'Napisz, w czym możemy pomóc.',
  tooLong: 'Tekst jest za długi.',
  startRefused: 'Nie udało się rozpocząć czatu. To, co jest w polach, zostało zachowane.',
  directLead: 'Napisz, w czym możemy pomóc.',

  you: 'Ty',
  waiting: 'Czekamy, aż ktoś z obsługi dołączy do rozmowy',
  waitingShort: 'Zaraz ktoś dołączy',
  withAgent: 'Na czacie: {name}',
  joined: 'Do czatu dołącza: {name}',
  tookOver: 'Rozmowę przejmuje: {name}',
  waitNotice: 'To trwa dłużej niż zwykle. Wiadomość na pewno przeczytamy – odpowiemy, gdy tylko zwolni się ktoś z obsługi.',
  afterHours: 'Skończyły się godziny pracy czatu – wracamy {when}. Odpowiemy na tę wiadomość.',
  afterHoursUnknown: 'Skończyły się godziny pracy czatu. Odpowiemy na tę wiadomość, gdy wrócimy.',
  silenceReminder: 'Czy możemy jeszcze w czymś pomóc? Bez odpowiedzi rozmowa niedługo się zakończy.',
  closedByCustomer: 'Rozmowa zakończona przez Ciebie',
  closedByAgent: 'Rozmowa zakończona przez obsługę sklepu: {name}',
  closedBySilence: 'Rozmowa zakończona z powodu dłuższej ciszy',
  closedByRule: 'Rozmowa zakończona automatycznie',
  reopened: 'Rozmowa otwarta ponownie',
  typing: '{name} pisze…',
  conversation: 'Rozmowa',
  newMessages: 'Nowe wiadomości',

  message: 'Twoja wiadomość',
  placeholder: 'Napisz wiadomość…',
  send: 'Wyślij',
  left: { one: 'Został # znak', few: 'Zostały # znaki', many: 'Zostało # znaków', other: 'Zostało # znaku' } as Forms,
  over: { one: 'O # znak za dużo', few: 'O # znaki za dużo', many: 'O # znaków za dużo', other: 'O # znaku za dużo' } as Forms,
  sending: 'Wysyłanie…',
  sent: 'Wysłano',
  queued: 'Czeka na połączenie',
  refusedClosed: 'Nie wysłano: rozmowa jest zakończona',
  refused: 'Nie wysłano: wiadomość nie została przyjęta',
  takeBack: 'Popraw',
  discard: 'Usuń',
  offline: 'Brak połączenia. Wiadomości wyślemy, gdy wróci.',

  end: 'Zakończ',
  endAsk: 'Zakończyć rozmowę?',
  endYes: 'Zakończ rozmowę',
  endNo: 'Wróć do rozmowy',
  endFailed: 'Nie udało się zakończyć. Spróbuj ponownie za chwilę.',
  again: 'Rozpocznij nową rozmowę',
  erased: 'Tej rozmowy już nie ma. Można zacząć nową.',

  closedNow: 'Teraz nas nie ma',
  backAt: 'Wracamy {when}',

  today: 'dziś',
  tomorrow: 'jutro',
  yesterday: 'wczoraj',
  /** Sunday first, with the preposition. */
  onWeekdays: 'w niedzielę|w poniedziałek|we wtorek|w środę|w czwartek|w piątek|w sobotę',
  onDate: '{date}',
  dayAt: '{day} o {time}',
}

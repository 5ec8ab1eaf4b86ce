import type { PageMessage } from '../shared/bridge'
import type { Attachment, Entry, Locale, WidgetConfig } from '../shared/contract'
import { hoursAt } from '../shared/hours'
import { type Api, type Failure, verdict } from './api'
import type { Extras, ExtrasWorld } from './extras/extras'
import { errorsOf } from './form'
import { emptyJournal, firstUnread, isReply, type Journal, merge, standing, type Stretch, unread } from './journal'
import { placeAfter, reconcile } from './outbox'
import { token, uuid } from './random'
import { createSender, type Exclusively } from './sender'
import { createSocket, type Push, type Socket } from './socket'
import { type Actions, type State, takesMessages } from './state'
import type { Store } from './store'
import { textsIn } from './texts'

export interface ChatWorld {
  config: WidgetConfig
  lang: Locale
  store: Store
  api: Api
  exclusively: Exclusively
  /** Loads what few conversations need. Rejects where it can't be had now. */
  extras(): Promise<{ createExtras(world: ExtrasWorld): Extras }>
  /** Draws the state and tells the page. */
  changed(state: State, unread: number): void
  /** Asks the page to put the window away. */
  close(): void
  /** Asks the page for new settings. */
  refresh(): void
  ring(): void
}

/** The running chat: keeps the state true to store and server, and does what the customer asks. */
export interface Chat extends Omit<Actions, 'pick'> {
  page(message: PageMessage): void
  /** Takes files for the next message where the conversation takes messages; without any it only gets ready. */
  attach(files: readonly File[]): void
  begin(): void
}

/** How long someone who typed counts as typing, and how often one's own typing is told. Ms. */
const TYPING_SHOWN = 5000
const TYPING_TOLD = 3000
/** Replies this close together are acknowledged together. Ms. */
const RECEIPT = 400

export function createChat({ config, lang, store, api, exclusively, extras, changed, close, refresh, ring }: ChatWorld): Chat {
  let state: State = {
    config,
    lang,
    hours: hoursAt(config, Date.now()),
    seen: false,
    held: store.held(),
    journal: emptyJournal,
    standing: standing(emptyJournal),
    outgoing: store.queue(),
    caughtUp: false,
    connected: navigator.onLine,
    typing: null,
    draft: store.draft(),
    tried: false,
    heard: null,
    newAt: 0,
    muted: store.muted(),
    refusal: null,
    ending: null,
    extras: null,
    extrasFailed: false,
  }
  let shown = false
  let pageUrl = ''
  let socket: Socket | null = null
  let fetching: Promise<void> | null = null
  let fetchAgain = false
  let poll: ReturnType<typeof setTimeout> | undefined
  let forget: ReturnType<typeof setTimeout> | undefined
  let toldTyping = 0
  let acknowledged = ''
  let acknowledging: ReturnType<typeof setTimeout> | undefined
  let loading: Promise<void> | null = null
  const picked: File[] = []

  function set(part: Partial<State>) {
    state = { ...state, ...part }
    if (part.journal) state.standing = standing(part.journal)
    // Without a conversation the journal is empty.
    if (state.seen && state.journal.through > store.readSeq()) store.read(state.journal.through)
    changed(state, unread(state.journal, store.readSeq()))
    acknowledge()
  }

  /** Soon tells the agents that their last reply is here, or on screen. What fails is told again with the next change. */
  function acknowledge() {
    acknowledging ??= setTimeout(async () => {
      acknowledging = undefined
      const { held, journal } = state
      const delivered = journal.entries.filter(isReply).at(-1)?.seq
      if (!held || !delivered) return
      const read = delivered > store.readSeq() ? 0 : delivered
      const now = [held.id, delivered, read].join()
      if (now !== acknowledged && !(await api.tell(held.id, held.token, 'receipt', { delivered, read })).failure) acknowledged = now
    }, RECEIPT)
  }

  // The journal

  /** Takes a stretch in; what is missing before it is fetched. */
  function receive(stretch: Stretch) {
    const journal = merge(state.journal, stretch)
    if (!journal) return void catchUp()
    if (journal === state.journal) return
    const fresh = journal.entries.slice(state.journal.entries.length)
    accept(journal, state.caughtUp ? fresh.filter((entry) => entry.author.kind !== 'customer') : [])
  }

  function accept(journal: Journal, heard: Entry[]) {
    const written = new Set(journal.entries.map((entry) => entry.id))
    // A push may come before (or instead of) the answer to the POST that caused it.
    for (const item of store.queue()) if (written.has(item.id)) store.drop(item.id)
    const silent = heard.some((entry) => entry.author.name === state.typing || entry.operation)
    set({
      journal,
      outgoing: reconcile(state.outgoing, store.queue(), journal),
      heard: heard.at(-1) ?? state.heard,
      // The first look after a reload shows what came meanwhile, also when the window is open at once.
      ...(!state.caughtUp && { newAt: state.newAt || firstUnread(journal, store.readSeq()) }),
      typing: silent ? null : state.typing,
      ...(standing(journal).state === 'closed' && { ending: null, typing: null }),
    })
    const reply = heard.filter(isReply).at(-1)
    if (reply && !state.seen && !state.muted && store.claimSound(reply.seq)) ring()
  }

  /** Fetches everything after what is known. One run at a time; a call meanwhile makes it look once more. */
  function catchUp(): Promise<void> {
    fetchAgain = true
    return (fetching ??= fetchAll().finally(() => {
      fetching = null
      if (fetchAgain) return catchUp()
    }))
  }

  async function fetchAll() {
    while (fetchAgain) {
      fetchAgain = false
      const { held } = state
      if (!held || held.opening) return
      const answer = await api.entries(held.id, held.token, state.journal.through)
      if (state.held?.id !== held.id) {
        fetchAgain = true
      } else if (answer.failure) {
        fetchAgain = false
        return failed(answer.failure)
      } else {
        reached(true)
        const page = answer.value
        receive(page)
        if (page.through < page.last) fetchAgain = true
        else if (!state.caughtUp) set({ caughtUp: true })
      }
    }
  }

  function failed(failure: Failure) {
    if (verdict(failure) === 'erased') erased()
    else reached(failure.status === 429)
  }

  function reached(connected: boolean) {
    if (connected !== state.connected) set({ connected })
  }

  /** The server wrote an entry of ours. */
  function took(entry: Entry) {
    if (entry.seq === state.journal.through + 1) receive({ from: entry.seq - 1, through: entry.seq, entries: [entry] })
    else void catchUp()
  }

  // The line

  function connect() {
    const { held } = state
    if (!held || held.opening || socket) return
    socket = createSocket(held.id, held.token, {
      up: () => {
        reached(true)
        sender.kick()
        void catchUp()
      },
      // Whether the network is gone or only sockets don't pass shows by a fetch, then by polling.
      down: () => void catchUp(),
      push: onPush,
    })
    void catchUp()
    schedulePoll()
  }

  function disconnect() {
    socket?.stop()
    socket = null
    clearTimeout(poll)
  }

  function schedulePoll() {
    clearTimeout(poll)
    poll = setTimeout(() => {
      if (!socket?.isUp()) void catchUp()
      schedulePoll()
    }, 5000 + Math.random() * 5000)
  }

  function onPush(push: Push) {
    switch (push.type) {
      case 'entries':
        return receive(push)
      case 'watching':
        if (push.through > state.journal.through) void catchUp()
        return
      case 'resync':
      case 'refused':
        return void catchUp()
      case 'settings':
        if (push.version !== state.config.version) refresh()
        return
      case 'typing':
        clearTimeout(forget)
        forget = setTimeout(() => set({ typing: null }), TYPING_SHOWN)
        return set({ typing: push.author.name })
    }
  }

  function tryNow() {
    socket?.kick()
    sender.kick()
    if (state.held) void catchUp()
  }

  // The conversation

  function hold(next: State['held']) {
    const other = next?.id !== state.held?.id
    if (other) {
      disconnect()
      picked.length = 0
      // Files belong to the conversation that they were uploaded to.
      if (state.draft.files.length) draft({ files: [] })
    }
    set({
      held: next,
      outgoing: reconcile(other ? [] : state.outgoing, store.queue(), other ? emptyJournal : state.journal),
      ...(other && { journal: emptyJournal, caughtUp: false, typing: null, ending: null, heard: null, newAt: 0 }),
    })
    connect()
  }

  /** Texts the server never took, so that they can be put back where they can be sent from. */
  function unsent(): string {
    return state.outgoing
      .filter((item) => !item.sent)
      .map((item) => item.body)
      .filter(Boolean)
      .join('\n\n')
  }

  function leave(refusal: State['refusal']) {
    const text = [unsent(), state.draft.text].filter(Boolean).join('\n\n')
    store.hold(null)
    draft(state.config.form ? { body: text || state.draft.body, text: '' } : { text })
    set({ refusal })
    hold(null)
  }

  const erased = () => leave('erased')

  function draft(part: Partial<State['draft']>) {
    const draft = { ...state.draft, ...part }
    store.keepDraft(draft)
    set({ draft })
  }

  function open(opening: { name?: string; email?: string; subject?: string; body: string }) {
    const other = store.held()
    if (other) {
      // A second tab was quicker; this is one more message of its conversation.
      hold(other)
      return queue(opening.body)
    }
    store.hold({ id: uuid(), token: token(), opening: { entryId: uuid(), locale: lang, pageUrl: pageUrl.slice(0, 2000) || undefined, ...opening } })
    set({ refusal: null })
    hold(store.held())
    sender.kick()
  }

  function queue(body: string, files: readonly Attachment[] = []) {
    const items = store.queue()
    store.put({ id: uuid(), body, attachments: files.length ? files : undefined, at: placeAfter(items, Date.now()) })
    set({ outgoing: reconcile(state.outgoing, store.queue(), state.journal) })
    sender.kick()
  }

  function discard(id: string) {
    store.drop(id)
    set({ outgoing: reconcile(state.outgoing, store.queue(), state.journal) })
  }

  const sender = createSender(config.key, store, api, exclusively, {
    started({ entry }) {
      draft({ subject: '', body: '' })
      hold(store.held())
      receive({ from: 0, through: entry.seq === 1 ? 1 : 0, entries: [entry] })
    },
    acknowledged(entry) {
      took(entry)
      set({ outgoing: reconcile(state.outgoing, store.queue(), state.journal) })
    },
    startRefused(failure) {
      const { error } = failure
      const body = state.held?.opening?.body ?? ''
      const more = unsent()
      if (!state.config.form) draft({ text: [body, more, state.draft.text].filter(Boolean).join('\n\n') })
      else if (more) draft({ body: [state.draft.body, more].join('\n\n') })
      set({
        refusal: error?.code ?? 'refused',
        ...(error?.code === 'after_hours' && {
          hours: { open: false, changesAt: error.opensAt ? Date.parse(error.opensAt) : undefined },
        }),
      })
      hold(null)
    },
    refused() {
      set({ outgoing: reconcile(state.outgoing, store.queue(), state.journal) })
      void catchUp()
    },
    erased,
    reached,
  })

  // The extras

  /** What was picked meanwhile goes to them, now or when another try to load them succeeds. */
  function load() {
    loading ??= extras()
      .then(({ createExtras }) =>
        set({
          extras: createExtras({ texts: textsIn(lang), state: () => state, api, draft, took, look: () => void catchUp(), redraw: () => set({}) }),
          extrasFailed: false,
        }),
      )
      .catch(() => {
        loading = null
        set({ extrasFailed: true })
      })
    return loading.then(() => state.extras?.add(picked.splice(0)))
  }

  /** Another tab wrote to the store. */
  function follow() {
    const held = store.held()
    if (held?.id !== state.held?.id) hold(held)
    else if (state.held?.opening && !held?.opening) {
      draft({ subject: '', body: '' })
      hold(held)
    }
    const outgoing = reconcile(state.outgoing, store.queue(), state.journal)
    set({ outgoing, muted: store.muted(), draft: { ...state.draft, files: store.draft().files } })
    if (outgoing.some((item) => item.sent)) void catchUp()
    sender.kick()
  }

  function look() {
    const seen = shown && document.visibilityState === 'visible'
    if (seen === state.seen) return
    // What came while they were away stays marked as new until they come back the next time.
    set({ seen, ...(seen && { newAt: firstUnread(state.journal, store.readSeq()) }) })
  }

  return {
    begin() {
      store.onChange(follow)
      addEventListener('online', tryNow)
      addEventListener('offline', () => set({ connected: false }))
      addEventListener('pageshow', (event) => event.persisted && tryNow())
      document.addEventListener('visibilitychange', () => {
        look()
        if (document.visibilityState === 'visible') tryNow()
      })
      set({})
      connect()
      sender.kick()
    },

    page(message) {
      shown = message.shown
      pageUrl = message.url
      const { name, email } = state.draft
      if ((message.name && !name) || (message.email && !email)) {
        draft({ name: name || message.name || '', email: email || message.email || '' })
      }
      set({ config: message.config ?? state.config, hours: { open: message.open, changesAt: message.changesAt } })
      look()
    },

    type(part) {
      draft(part)
      const { held } = state
      if (!part.text || !held || held.opening || Date.now() - toldTyping < TYPING_TOLD) return
      toldTyping = Date.now()
      void api.tell(held.id, held.token, 'typing')
    },

    start() {
      if (Object.keys(errorsOf(state.draft, textsIn(lang))).length) return set({ tried: true })
      const { name, email, subject, body } = state.draft
      set({ tried: false })
      open({ name: name.trim(), email: email.trim(), subject: subject.trim(), body: body.trim() })
    },

    send() {
      const { files } = state.draft
      const body = state.draft.text.trim()
      if (!body && !files.length) return
      draft({ text: '', files: [] })
      toldTyping = 0
      if (state.held) queue(body, files)
      else open({ body })
    },

    takeBack(id) {
      const item = state.outgoing.find((each) => each.id === id)
      if (!item) return
      draft({ text: [item.body, state.draft.text].filter(Boolean).join('\n'), files: [...(item.attachments ?? []), ...state.draft.files] })
      discard(id)
    },

    discard,

    askToEnd: () => set({ ending: 'ask' }),
    keepGoing: () => set({ ending: null }),

    async end() {
      const { held } = state
      if (!held || state.ending === 'busy') return
      set({ ending: 'busy' })
      const { failure } = await api.tell(held.id, held.token, 'end')
      if (state.held?.id !== held.id) return
      if (failure && verdict(failure) === 'erased') return erased()
      if (failure && verdict(failure) === 'retry') return set({ ending: 'failed' })
      await catchUp()
      set({ ending: null })
    },

    startAgain: () => leave(null),

    attach(files) {
      if (!takesMessages(state) || (!files.length && (loading || state.extrasFailed))) return
      picked.push(...files)
      void load()
    },
    load: () => void load(),
    askTranscript: () => void load().then(() => state.extras?.askTranscript()),

    mute(muted) {
      store.mute(muted)
      set({ muted })
    },

    close,
  }
}

import type { Boot, Locale } from '../boot.ts'
import { type Brand, createApi, type Message, type Visitor } from './api.ts'
import { createOutbox } from './outbox.ts'
import { createSession, pageUrl } from './session.ts'
import { createStore, type Unsent } from './store.ts'
import { createStream } from './stream.ts'
import { mergeMessages } from './thread.ts'
import { upload } from './upload.ts'

export type State = {
  locale: Locale
  open: boolean
  brand?: Brand
  visitor?: Visitor
  /** What the server has, oldest first. */
  messages: Message[]
  /** Where the messages before the first one begin; null when there are none. */
  previous: string | null
  unsent: Unsent[]
  unread: number
  typing: boolean
  /** False while the thread cannot be followed. */
  live: boolean
  /** Another number is another visitor, who finds nothing of the last one's in any field. */
  life: number
}

export type News = 'message' | 'open' | 'close' | 'error'

const typingShownMs = 6000
const typingToldMs = 4000

/** Everything the widget knows and does, without a screen. */
export const createChat = (boot: Boot) => {
  const store = createStore(boot.settings.connection)
  const api = createApi(boot.home)
  const watchers = new Set<() => void>()
  const listeners: [News, (facts: unknown) => void][] = []
  const state: State = {
    locale: boot.locale,
    open: false,
    messages: [],
    previous: null,
    unsent: store.unsent(),
    unread: 0,
    typing: false,
    live: true,
    life: 0,
  }
  let typingTimer: ReturnType<typeof setTimeout> | undefined
  let typingTold = 0
  let brandAsked = false
  let afresh = false

  const change = (patch: Partial<State>) => {
    Object.assign(state, patch)
    const seen = Date.parse(store.note('seen')) || 0
    state.unread = state.messages.filter(({ mine, at }) => !mine && Date.parse(at) > seen).length
    for (const watch of watchers) watch()
  }
  const emit = (news: News, facts?: unknown) => {
    for (const [name, listener] of listeners) if (name === news) listener(facts)
  }

  const session = createSession(boot, store, api, {
    visitor: (visitor) => {
      change({ visitor })
      stream.start()
    },
    proved: (visitor) => {
      const isMore = visitor.proved && !state.visitor?.proved
      change({ visitor })
      if (isMore) readAfresh()
    },
    forgotten: () => {
      leave()
      outbox.pump()
    },
    refused: (code) => emit('error', { code }),
  })

  /** Takes messages in, each once, and strikes the unsent ones that turn out to have arrived. */
  const take = (messages: Message[]) => {
    for (const { clientKey } of messages) if (clientKey) outbox.settle(clientKey)
    change({ messages: mergeMessages(state.messages, messages), unsent: store.unsent() })
    see()
  }
  /** What is on the screen is read. */
  const see = () => {
    const last = state.messages.at(-1)
    if (!last || !state.open || document.hidden || store.note('seen') >= last.at) return
    store.keepNote('seen', last.at)
    change({})
  }
  const outbox = createOutbox(store, {
    send: ({ text, key, files, pageUrl }) =>
      session.use((token) =>
        api.send(token, { text, clientKey: key, fileIds: files.map(({ id }) => id), pageUrl }),
      ),
    onSent: (message) => take([message]),
    onChange: () => change({ unsent: store.unsent() }),
  })

  const stream = createStream(api, {
    token: store.token,
    load: async (token) => {
      const known = state.visitor
      const [thread, read] = await Promise.all([api.thread(token), api.visitor(token)])
      // What a call of the visitor's own answered meanwhile is newer.
      const visitor = state.visitor === known ? read : state.visitor
      if (store.token() !== token) return thread.position
      const isJoined =
        !afresh && thread.data.some(({ id }) => state.messages.some((one) => one.id === id))
      afresh = false
      // With a gap between what is shown and what came, only the new end is sure.
      change(isJoined ? { visitor } : { visitor, messages: [], previous: thread.previous })
      take(thread.data)
      return thread.position
    },
    take: (kind, body) => {
      if (kind === 'now') return showTyping((body as { typing?: boolean }).typing === true)
      if (kind !== 'message') return
      const message = body as Message
      const isNew = !state.messages.some(({ id }) => id === message.id)
      take([message])
      if (!isNew || message.mine) return
      showTyping(false)
      emit('message', message)
    },
    onState: (live) => {
      if (live !== state.live) change({ live })
    },
    onRefused: (token) => {
      if (store.token() === token) return session.forget(token)
      // Another tab has a new one already.
      leave()
      stream.start()
    },
  })
  const readAfresh = () => {
    afresh = true
    stream.forget()
    stream.start()
  }
  /** The thread is not this visitor's any more. */
  const leave = () => {
    stream.forget()
    change({ visitor: undefined, messages: [], previous: null, typing: false })
  }

  const showTyping = (typing: boolean) => {
    clearTimeout(typingTimer)
    if (typing) typingTimer = setTimeout(() => showTyping(false), typingShownMs)
    if (typing !== state.typing) change({ typing })
  }

  /** What the brand says of itself; without it, the widget greets in its own words. */
  const askBrand = async () => {
    if (brandAsked) return
    brandAsked = true
    try {
      change({ brand: await api.brand(boot.settings.connection) })
    } catch {
      brandAsked = false
    }
  }

  return {
    state,
    store,
    api,
    session,
    outbox,
    watch: (watcher: () => void) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    on: (news: News, listener: (facts: unknown) => void) => listeners.push([news, listener]),
    setLocale: (locale: Locale) => {
      boot.locale = locale
      boot.host.lang = locale
      change({ locale })
    },
    open: () => {
      if (state.open) return
      change({ open: true })
      askBrand()
      session.identify(undefined, true)
      stream.start()
      see()
      emit('open')
    },
    close: () => {
      if (!state.open) return
      change({ open: false })
      emit('close')
    },
    identify: (jwt: string) => session.identify(jwt, state.open || Boolean(store.token())),
    /** The page is looked at, or is no more. */
    show: () => {
      stream.start()
      outbox.pump()
      see()
    },
    hide: stream.stop,
    /** Another tab changed what is kept. */
    follow: () => {
      if (!store.token() && state.visitor) leave()
      change({ unsent: store.unsent() })
      outbox.pump()
      if (!document.hidden) stream.start()
    },
    send: (text: string, files: Unsent['files']) => {
      const key = crypto.randomUUID?.() ?? randomKey()
      outbox.add({ key, text, files, pageUrl: pageUrl() })
      typingTold = 0
    },
    upload: (file: File, onProgress: (share: number) => void, signal: AbortSignal) =>
      session.use((token) => upload(boot.home, token, file, onProgress, signal)),
    download: async (id: string) => api.file(store.token() ?? '', id),
    loadEarlier: async () => {
      if (!state.previous) return
      const { data, previous } = await session.use((token) => api.thread(token, state.previous!))
      change({ previous })
      take(data)
    },
    tellTyping: () => {
      const token = store.token()
      if (!token || Date.now() - typingTold < typingToldMs) return
      typingTold = Date.now()
      api.typing(token).catch(() => {})
    },
    claim: async (email: string) =>
      change({ visitor: await session.use((token) => api.claim(token, email)) }),
    askCode: () => session.use((token) => api.askCode(token)),
    confirmCode: async (code: string) => {
      change({ visitor: await session.use((token) => api.confirmCode(token, code)) })
      readAfresh()
    },
    shutdown: () => {
      session.clear()
      store.clear()
      leave()
      change({ open: false, unsent: [], life: state.life + 1 })
    },
  }
}

/** For pages without TLS, where randomUUID is missing. */
const randomKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

export type Chat = ReturnType<typeof createChat>

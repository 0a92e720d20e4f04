export type Unsent = {
  /** The message's own id: however often it is sent, it is one message. */
  key: string
  text: string
  files: { id: string; name: string; type: string; bytes: number }[]
  pageUrl: string
}

/**
 * What the widget keeps in the page's own storage, under `engawa:<connection>`. Each unsent message
 * has a key of its own, so that two tabs cannot overwrite each other. Where storage is refused, all
 * is kept in memory and lasts as long as the page.
 */
export const createStore = (connection: string) => {
  const name = `engawa:${connection}`
  const out = `${name}:out:`
  const memory = new Map<string, string>()
  let last = 0

  const read = (key: string) => {
    try {
      return localStorage.getItem(key) ?? memory.get(key)
    } catch {
      return memory.get(key)
    }
  }
  const write = (key: string, value: string) => {
    try {
      localStorage.setItem(key, value)
    } catch {
      memory.set(key, value)
    }
  }
  const remove = (key: string) => {
    memory.delete(key)
    try {
      localStorage.removeItem(key)
    } catch {}
  }
  const keys = () => {
    try {
      return [...Object.keys(localStorage), ...memory.keys()]
    } catch {
      return [...memory.keys()]
    }
  }
  const outKeys = () =>
    keys()
      .filter((key) => key.startsWith(out))
      .sort()

  return {
    name,
    /** Empty while something waits to be sent but no visitor exists yet. */
    token: () => read(name),
    keepToken: (token: string) => write(name, token),
    dropToken: () => (outKeys().length > 0 ? write(name, '') : remove(name)),
    /** `seen`: when the newest message was that the visitor saw. `later`: no e-mail address wanted. `draft`: what is being written. */
    note: (what: 'seen' | 'later' | 'draft') => read(`${name}:${what}`) ?? '',
    keepNote: (what: 'seen' | 'later' | 'draft', value: string) =>
      value ? write(`${name}:${what}`, value) : remove(`${name}:${what}`),
    unsent: () =>
      outKeys().flatMap((key) => {
        const value = read(key)
        return value ? [JSON.parse(value) as Unsent] : []
      }),
    keepUnsent: (message: Unsent) => {
      const newest = Number(outKeys().at(-1)?.slice(out.length).split(':')[0] ?? 0)
      last = Math.max(Date.now(), last + 1, newest + 1)
      if (read(name) === undefined) write(name, '')
      write(`${out}${last}:${message.key}`, JSON.stringify(message))
    },
    dropUnsent: (key: string) => {
      for (const found of outKeys()) if (found.endsWith(key)) remove(found)
      if (read(name) === '' && outKeys().length === 0) remove(name)
    },
    /** Nothing of the visitor stays. */
    clear: () => {
      for (const key of keys()) if (key === name || key.startsWith(`${name}:`)) remove(key)
    },
  }
}

export type Store = ReturnType<typeof createStore>

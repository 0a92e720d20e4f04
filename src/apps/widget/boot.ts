/** Any call of the page: a name and its values. An `arguments` object when it came from the page's own stub. */
export type Call = ArrayLike<unknown>

export type Settings = {
  /** Which connection of the brand the visitor writes to; a UUID. */
  connection: string
  locale?: string
  position?: string
  /** There at all, even if empty: the team may begin a chat with somebody on this page. */
  invite?: string
}

/** What the loader hands over to the app. */
export type Boot = {
  settings: Settings
  locale: Locale
  /** Where Engawa answers, with a slash at the end. */
  home: string
  host: HTMLElement
  root: ShadowRoot
  button: HTMLButtonElement
  /** Calls that came before the app; it takes over `push` to get the later ones. */
  calls: Call[]
}

export type Locale = 'en' | 'ja'

declare global {
  interface Window {
    Engawa?: ((...call: unknown[]) => void) & { q?: Call[] }
    engawaSettings?: Partial<Settings>
  }
}

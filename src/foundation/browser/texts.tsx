import { loadFirst, loadRest } from 'virtual:texts'
import { type I18n, setupI18n } from '@lingui/core'
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'
import { CallError } from './client.ts'

export type Locale = 'en' | 'ja'
export type Values = Record<string, string | number | Date>
/** Gives the text of an id in the chosen language. */
export type T = (id: string, values?: Values) => string

type Chosen = {
  locale: Locale
  setLocale: (locale: Locale) => void
  t: T
  has: (id: string) => boolean
}

const TextContext = createContext<Chosen | undefined>(undefined)

const kept = 'engawa.locale'
const isLocale = (value: unknown): value is Locale => value === 'en' || value === 'ja'

/** What was chosen on this device, else what the browser prefers. */
export const firstLocale = (): Locale => {
  const chosen = localStorage.getItem(kept)
  if (isLocale(chosen)) return chosen
  for (const language of navigator.languages) {
    const start = language.slice(0, 2)
    if (isLocale(start)) return start
  }
  return 'en'
}

let wantsRest = false
let shown: I18n | undefined

const load = async (locale: Locale) => {
  const first = await loadFirst(locale)
  return wantsRest ? { ...first, ...(await loadRest(locale)) } : first
}

/** The inbox needs few of the texts and does not wait for the others; every other screen awaits this first. */
export const loadAllTexts = async () => {
  wantsRest = true
  const i18n = shown
  if (i18n) i18n.load(i18n.locale, await loadRest(i18n.locale as Locale))
}

/** Gives texts to what is inside; shows nothing until the first language is here. */
export const Texts = ({ children }: { children: ReactNode }) => {
  const [locale, setLocale] = useState(firstLocale)
  const [i18n, setI18n] = useState<I18n>()
  useEffect(() => {
    let current = true
    void load(locale).then((messages) => {
      if (!current) return
      document.documentElement.lang = locale
      // A copy: the texts of a module cannot be added to.
      shown = setupI18n({ locale, messages: { [locale]: { ...messages } } })
      setI18n(shown)
    })
    return () => {
      current = false
    }
  }, [locale])
  const chosen = useMemo<Chosen | undefined>(
    () =>
      i18n && {
        locale: i18n.locale as Locale,
        setLocale: (next) => {
          localStorage.setItem(kept, next)
          setLocale(next)
        },
        t: (id, values) => i18n._(id, values),
        has: (id) => id in i18n.messages,
      },
    [i18n],
  )
  return chosen && <TextContext value={chosen}>{children}</TextContext>
}

const useChosen = () => {
  const chosen = use(TextContext)
  if (!chosen) throw new Error('Texts is missing above')
  return chosen
}

export const useText = (): T & { has: (id: string) => boolean } => {
  const { t, has } = useChosen()
  return useMemo(
    () => Object.assign((id: string, values?: Values) => t(id, values), { has }),
    [t, has],
  )
}

export const useLocale = () => {
  const { locale, setLocale } = useChosen()
  return { locale, setLocale }
}

/** What went wrong, in words: `error.<code>`, or a general sentence with the code. */
export const errorText = (t: ReturnType<typeof useText>, error: unknown): string => {
  if (!(error instanceof CallError)) return t('error.unknown', { code: 'browser' })
  const id = `error.${error.code}`
  return t.has(id) ? t(id, error.facts as Values) : t('error.unknown', { code: error.code })
}

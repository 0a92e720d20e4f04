import type { Call, Locale, Settings } from './boot.ts'
import css from './loader.css?inline'

/** Filled in by vite.config.ts: two words of the texts, so that the loader carries no text file. */
declare const __LAUNCHER_EN__: string
declare const __LAUNCHER_JA__: string
/** A plain `import()`, without the preloading that Vite would wrap round it. */
declare const __IMPORT__: (address: string) => Promise<typeof import('./app/main.tsx')>

// Built as a classic script: the block keeps its names off the page.
{
  const page = window
  const earlier = page.Engawa
  // A second copy of the tag finds the first one at work.
  if (!earlier || earlier.q) {
    const script = document.currentScript as HTMLScriptElement
    const home = new URL('..', script.src).href
    const settings = { ...page.engawaSettings, ...script.dataset } as Settings
    const { lang } = document.documentElement
    const locale: Locale = /^ja/.test(settings.locale || lang || navigator.language) ? 'ja' : 'en'
    const calls: Call[] = earlier?.q ?? []
    const host = document.createElement('engawa-widget')
    const root = host.attachShadow({ mode: 'open' })
    const button = document.createElement('button')
    const sheet = new CSSStyleSheet()
    let isAsked = false

    const load = () => {
      if (isAsked) return
      isAsked = true
      __IMPORT__(`${home}widget/app.js?v=__VERSION__`).then(
        ({ start }) => start({ settings, locale, home, host, root, button, calls }),
        // A later touch tries again.
        () => {
          isAsked = false
        },
      )
    }
    const isOpening = (call: Call) => call[0] === 'open'
    const take = (...call: unknown[]) => {
      calls.push(call)
      if (isOpening(call)) load()
    }
    const mount = () => {
      sheet.replaceSync(css)
      root.adoptedStyleSheets.push(sheet)
      root.append(button)
      host.lang = locale
      button.className = settings.position || ''
      button.ariaLabel = locale === 'ja' ? __LAUNCHER_JA__ : __LAUNCHER_EN__
      button.onpointerenter = button.onfocus = load
      button.onclick = () => take('open')
      document.body.append(host)
      if (settings.invite != null || calls.some(isOpening)) load()
      try {
        // Someone who already wrote gets the answer on whichever page they are.
        if (localStorage[`engawa:${settings.connection}`] != null) load()
      } catch {}
    }

    page.Engawa = take
    if (document.body) mount()
    else document.addEventListener('DOMContentLoaded', mount)
  }
}

import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const textsOf = (locale: string): Record<string, string> =>
  JSON.parse(readFileSync(here(`app/texts.${locale}.json`), 'utf8'))
const [en, ja] = [textsOf('en'), textsOf('ja')]
const ids = Object.keys(en)
const texts = {
  ids: ids.map((id) => id.slice('widget.'.length)),
  en: ids.map((id) => en[id]),
  ja: ids.map((id) => ja[id]),
}

/** The loader asks for the app by the hash of its bytes, so that browsers may keep it for ever. */
const nameAppVersion = (): Plugin => ({
  name: 'engawa-name-app-version',
  generateBundle(_options, bundle) {
    const loader = bundle['engawa.js']
    const app = bundle['app.js']
    if (loader?.type !== 'chunk' || app?.type !== 'chunk')
      this.error('a part of the widget is missing')
    if (app.imports.length + loader.imports.length > 0) this.error('the parts share a chunk')
    app.code = app.code.replace('__IMPORT__', 'import')
    const version = createHash('sha256').update(app.code).digest('hex').slice(0, 8)
    if (!/__IMPORT__.+__VERSION__/.test(loader.code)) this.error('the loader does not load the app')
    loader.code = loader.code.replace('__IMPORT__', 'import').replace('__VERSION__', version)
  },
})

/** The demo page can track with the official SDK, where it is installed. */
const addSegment = (): Plugin => ({
  name: 'engawa-add-segment',
  generateBundle() {
    const sdk = here('../../../node_modules/@segment/analytics-next/dist/umd/index.js')
    if (!existsSync(sdk)) return
    this.emitFile({ type: 'asset', fileName: 'segment.js', source: readFileSync(sdk) })
  },
})

export default defineConfig({
  root: here('.'),
  publicDir: here('demo'),
  plugins: [nameAppVersion(), addSegment()],
  define: {
    __LAUNCHER_EN__: JSON.stringify(en['widget.launcher']),
    __LAUNCHER_JA__: JSON.stringify(ja['widget.launcher']),
    __TEXTS__: JSON.stringify(texts),
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    outDir: here('../../../dist/widget'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    rolldownOptions: {
      input: {
        engawa: here('loader.ts'),
        app: here('app/main.tsx'),
        invite: here('app/invitations.ts'),
      },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js' },
    },
  },
})

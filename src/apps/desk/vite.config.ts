import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { cssVariables, theme } from '../../foundation/browser/theme.ts'

const repository = join(import.meta.dirname, '../../..')
const elsewhere = /^src[\\/](apps[\\/](?!desk)|cli)/

/** Of screens that are not the inbox: more than half of all texts. */
const later =
  /^src[\\/](reports|modules[\\/](audit|connections|consents|imports|live-test|members|privacy|reports|suppressions|tracking|workspaces|customers[\\/]desk[\\/](identifiers|duplicates)))[\\/]/
/** Said at the inbox all the same. */
const anywhere =
  /^(channel|connection\.(problem|stalled)|error|identifier|invitation|privacy\.due-mark|reason|timeline|trust|visit|vitals)\b/

/** The texts of one language in two parts, compiled here so that no message parser travels to the browser. */
const texts = (): Plugin => ({
  name: 'engawa-texts',
  resolveId: (id) => (id.startsWith('virtual:texts') ? `\0${id}` : undefined),
  load(id) {
    if (id === '\0virtual:texts')
      return `const first = { en: () => import('virtual:texts/first/en'), ja: () => import('virtual:texts/first/ja') }
      const rest = { en: () => import('virtual:texts/rest/en'), ja: () => import('virtual:texts/rest/ja') }
      export const loadFirst = async (locale) => (await first[locale]()).default
      export const loadRest = async (locale) => (await rest[locale]()).default`
    if (!id.startsWith('\0virtual:texts/')) return
    const isRest = id.includes('/rest/')
    const messages: Record<string, unknown> = {}
    for (const path of globSync(`src/**/texts.${id.slice(-2)}.json`, { cwd: repository }).sort()) {
      if (elsewhere.test(path)) continue
      this.addWatchFile(join(repository, path))
      const file = JSON.parse(readFileSync(join(repository, path), 'utf8')) as Record<
        string,
        string
      >
      for (const [key, text] of Object.entries(file))
        if (isRest === (later.test(path) && !anywhere.test(key)))
          messages[key] = compileMessage(text)
    }
    return `export default JSON.parse(${JSON.stringify(JSON.stringify(messages))})`
  },
})

/** Palettes of Mantine that the theme does not name are not used. */
const own = ['white', 'black', ...Object.keys(theme.colors ?? {})]

/** The theme's variables as a file: at run time Mantine would write a style element, which our CSP refuses. */
const themeVariables = (): Plugin => ({
  name: 'engawa-theme',
  resolveId: (id) => (id === 'virtual:theme.css' ? `\0${id}` : undefined),
  load(id) {
    if (id !== '\0virtual:theme.css') return
    const whole = mergeMantineTheme(DEFAULT_THEME, theme)
    const colors = Object.fromEntries(
      Object.entries(whole.colors).filter(([name]) => own.includes(name)),
    )
    const usual = defaultCssVariablesResolver({ ...whole, colors: colors as typeof whole.colors })
    const ours = cssVariables(whole)
    return convertCssVariables({
      variables: { ...usual.variables, ...ours.variables },
      light: { ...usual.light, ...ours.light },
      dark: { ...usual.dark, ...ours.dark },
    })
  },
})

/** A component of Mantine brings its own styles along, so that a screen loads no others. */
const componentStyles = (): Plugin => ({
  name: 'engawa-component-styles',
  transform(code, id) {
    const [, name] = /@mantine\/core\/esm\/.*\/(\w+)\.module\.mjs$/.exec(id) ?? []
    return name && `import '@mantine/core/styles/${name}.css'\n${code}`
  },
})

/** Small parts that many screens share travel together: fewer requests, and they compress better. */
const shared = {
  name: 'shared',
  // Fields for numbers bring a library along that only settings need.
  test: /^(?!.*(NumberInput|react-number-format)).*(foundation[\\/]browser|@mantine|@floating-ui|react-remove|[\\/]desk[\\/])/,
  minShareCount: 4,
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), texts(), themeVariables(), componentStyles()],
  resolve: { alias: { zod: join(repository, 'src/foundation/browser/silent-zod.ts') } },
  build: {
    outDir: join(repository, 'dist/desk'),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [shared] } } },
    reportCompressedSize: false,
  },
})

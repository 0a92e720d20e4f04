/** Made by the desk's build from every texts.<locale>.json, already compiled: what the inbox says, and all else. */
declare module 'virtual:texts' {
  import type { Messages } from '@lingui/core'

  export const loadFirst: (locale: 'en' | 'ja') => Promise<Messages>
  export const loadRest: (locale: 'en' | 'ja') => Promise<Messages>
}

/** Made by the desk's build from `theme.ts`. */
declare module 'virtual:theme.css'

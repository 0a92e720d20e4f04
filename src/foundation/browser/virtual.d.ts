/** Made by the desk's build from every texts.<locale>.json, already compiled. */
declare module 'virtual:texts' {
  import type { Messages } from '@lingui/core'

  export const loadMessages: (locale: 'en' | 'ja') => Promise<Messages>
}

/** Made by the desk's build from `theme.ts`. */
declare module 'virtual:theme.css'

import type { z } from 'zod'
import type { SettingsField } from '../../contract.ts'

export type Field = z.output<typeof SettingsField>
export type Settings = Record<string, unknown>
/** Values by dotted path, as typed. */
export type Draft = Record<string, unknown>

/** Stands for a secret that is set; sent back, it keeps what is stored. */
export const hidden = '•••'

const readPath = (settings: Settings, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (at as Settings | null | undefined)?.[key], settings)

/** What the form shows first: what is stored, else what is usual. */
export const draftOf = (form: Field[], settings?: Settings): Draft =>
  Object.fromEntries(
    form.map(({ path, initial }) => [path, (settings ? readPath(settings, path) : initial) ?? '']),
  )

/** The typed values as nested settings; what was left empty is left out. */
export const settingsOf = (form: Field[], draft: Draft): Settings => {
  const settings: Settings = {}
  for (const { path } of form) {
    if (draft[path] === '' || draft[path] === undefined) continue
    const keys = path.split('.')
    const last = keys.pop()!
    let at = settings
    for (const key of keys) {
      at[key] ??= {}
      at = at[key] as Settings
    }
    at[last] = draft[path]
  }
  return settings
}

/** A switch may be stored as the kind of encryption that it stands for. */
export const isOn = (value: unknown) =>
  value !== '' && value !== false && value !== 'none' && value !== 'false'

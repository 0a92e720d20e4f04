import type { z } from 'zod'
import type { Channel } from '../../channels/channel.ts'
import type { Seal } from '../../foundation/server/seal.ts'
import { AppError } from '../../foundation/shared/app-error.ts'

type Settings = Record<string, unknown>

/** Stands for a secret that is set; sent back, it keeps what is stored. */
export const hidden = '•••'

const secretPaths = (channel: Channel) =>
  channel.form.filter((field) => field.kind === 'secret').map((field) => field.path)

const readPath = (settings: Settings, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (at as Settings | undefined)?.[key], settings)

const writePath = (settings: Settings, path: string, value: unknown): Settings => {
  const [key, ...rest] = path.split('.')
  if (rest.length === 0) return { ...settings, [key!]: value }
  return {
    ...settings,
    [key!]: writePath((settings[key!] as Settings | undefined) ?? {}, rest.join('.'), value),
  }
}

const mapSecrets = (
  channel: Channel,
  settings: Settings,
  change: (value: string, path: string) => unknown,
) =>
  secretPaths(channel).reduce((changed, path) => {
    const value = readPath(changed, path)
    return typeof value === 'string' && value !== ''
      ? writePath(changed, path, change(value, path))
      : changed
  }, settings)

/** Checks and completes. Errors: `connection.settings_invalid` with the path. */
export const checkSettings = (channel: Channel, given: Settings, stored?: Settings): Settings => {
  const merged = stored
    ? mapSecrets(channel, given, (value, path) =>
        value === hidden ? readPath(stored, path) : value,
      )
    : given
  const checked = channel.settings.safeParse(merged)
  if (checked.success) return checked.data as Settings
  const issue = checked.error.issues[0] as z.core.$ZodIssue
  throw new AppError('invalid', 'connection.settings_invalid', {
    path: issue.path.join('.'),
    reason: issue.message,
  })
}

export const sealSettings = (seal: Seal, channel: Channel, settings: Settings) =>
  mapSecrets(channel, settings, (value) => seal.close(value))

export const openSettings = (seal: Seal, channel: Channel, settings: Settings) =>
  mapSecrets(channel, settings, (value) => (seal.isSealed(value) ? seal.open(value) : value))

export const hideSettings = (channel: Channel, settings: Settings) =>
  secretPaths(channel).reduce(
    (shown, path) => writePath(shown, path, readPath(shown, path) ? hidden : null),
    settings,
  )

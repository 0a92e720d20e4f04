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

/**
 * What was entered, with hidden secrets put back, once it is known to be usable. Kept as entered, so
 * that what was left blank follows what it defaults to. Errors: `connection.settings_invalid`.
 */
export const checkSettings = (channel: Channel, given: Settings, stored?: Settings): Settings => {
  const entered = stored
    ? mapSecrets(channel, given, (value, path) =>
        value === hidden ? readPath(stored, path) : value,
      )
    : given
  completeSettings(channel, entered)
  return entered
}

/** Settings as the channel takes them. Errors: `connection.settings_invalid` with the path. */
export const completeSettings = (channel: Channel, entered: Settings): unknown => {
  const checked = channel.settings.safeParse(entered)
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]!
  throw new AppError('invalid', 'connection.settings_invalid', {
    path: issue.path.join('.'),
    reason: issue.message,
  })
}

/** Which secrets are other ones than before. */
export const changedSecrets = (channel: Channel, before: Settings, after: Settings): string[] =>
  secretPaths(channel).filter((path) => readPath(before, path) !== readPath(after, path))

export const sealSettings = (seal: Seal, channel: Channel, settings: Settings) =>
  mapSecrets(channel, settings, (value) => seal.close(value))

const openSecret = (seal: Seal, value: string) => (seal.isSealed(value) ? seal.open(value) : value)

/** Errors: `secret.unreadable` when one was sealed under another key. */
export const openSettings = (seal: Seal, channel: Channel, settings: Settings) =>
  mapSecrets(channel, settings, (value) => openSecret(seal, value))

/** As `openSettings`; what was sealed under another key counts as not entered, so that it is asked for again. */
export const openReadable = (seal: Seal, channel: Channel, settings: Settings) =>
  mapSecrets(channel, settings, (value) =>
    isReadable(seal, value) ? openSecret(seal, value) : undefined,
  )

export const hasUnreadable = (seal: Seal, channel: Channel, settings: Settings) =>
  secretPaths(channel).some((path) => {
    const value = readPath(settings, path)
    return typeof value === 'string' && !isReadable(seal, value)
  })

const isReadable = (seal: Seal, value: string) => {
  try {
    openSecret(seal, value)
    return true
  } catch {
    return false
  }
}

/** What came before the removal can still be read by the rest. */
export const forgetSecrets = (channel: Channel, settings: Settings) =>
  mapSecrets(channel, settings, () => 'removed')

export const hideSettings = (channel: Channel, settings: Settings) =>
  secretPaths(channel).reduce(
    (shown, path) => writePath(shown, path, readPath(shown, path) ? hidden : null),
    settings,
  )

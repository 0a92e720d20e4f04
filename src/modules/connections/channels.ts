import type { Channel } from '../../channels/channel.ts'
import { AppError } from '../../foundation/shared/app-error.ts'

const channels = new Map<string, Channel>()

/** The process's channels, given once at start by the part that knows all. */
export const registerChannels = (given: readonly Channel[]) => {
  for (const channel of given) channels.set(channel.key, channel)
}

/** Errors: `channel.missing`. */
export const channelOf = (key: string): Channel => {
  const channel = channels.get(key)
  if (!channel) throw new AppError('invalid', 'channel.missing', { channel: key })
  return channel
}

export const allChannels = () => [...channels.values()]

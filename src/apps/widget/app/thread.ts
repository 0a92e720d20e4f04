import type { Message } from './api.ts'

/** Both lists as one, each message once, oldest first; of two versions the later one stays. */
export const mergeMessages = (known: Message[], more: Message[]) => {
  const byId = new Map(known.map((message) => [message.id, message]))
  for (const message of more) byId.set(message.id, message)
  return [...byId.values()].sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
}

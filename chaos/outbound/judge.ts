import type { Messenger } from './messenger.ts'
import type { startMoodySmtp } from './smtp.ts'
import type { Reply } from './write-replies.ts'

export type Outgoing = {
  id: string
  text: string
  state: string
  state_code: string | null
  channel: string
  marketing: boolean
  handed_at: Date | null
}
export type Providers = { smtp: Awaited<ReturnType<typeof startMoodySmtp>>; messenger: Messenger }

/** How often the customer has it. */
export const copies = ({ smtp, messenger }: Providers, text: string) =>
  smtp.taken.filter((raw) => raw.includes(text)).length +
  [...messenger.delivered.values()].filter((one) => one.text === text).length

/** Before anybody was asked: nothing twice, nothing forgotten, and what is told is true. */
export const judge = (
  messages: readonly Outgoing[],
  replies: readonly Reply[],
  providers: Providers,
) => {
  const wrong: string[] = []
  for (const { text, withdrawn } of replies) {
    const rows = messages.filter((one) => one.text === text)
    if (rows.length !== (withdrawn ? 0 : 1)) wrong.push(`"${text}" is there ${rows.length} times`)
    if (withdrawn && copies(providers, text) > 0) wrong.push(`"${text}" was taken back and arrived`)
  }
  for (const { id, text, state, channel, marketing } of messages) {
    const times = copies(providers, text)
    const what = `"${text}" (${channel}, ${marketing ? 'marketing' : 'service'}, ${state})`
    if (times > 1) wrong.push(`${what} arrived ${times} times`)
    if (state === 'sent' && times === 0) wrong.push(`${what} did not arrive`)
    if (state === 'failed' && times > 0) wrong.push(`${what} arrived`)
    const asked = providers.messenger.asked.filter((key) => key === id).length
    if (marketing && asked > 1) wrong.push(`${what} was handed over ${asked} times`)
    // A provider that recognises repeats leaves no doubt.
    if (state === 'unknown' && channel !== 'email' && !marketing) wrong.push(`${what} is in doubt`)
  }
  return wrong
}

/** After a person had everything sent again that may be: every service message has arrived, advertising still once. */
export const judgeEnd = (
  before: readonly Outgoing[],
  after: readonly Outgoing[],
  providers: Providers,
) => {
  const wrong: string[] = []
  for (const { id, text, marketing } of after) {
    const was = before.find((one) => one.id === id)!.state
    const times = copies(providers, text)
    const most = was === 'unknown' && !marketing ? 2 : 1
    if (times > most || (times < 1 && !marketing))
      wrong.push(`${id} was ${was}; in the end it had arrived ${times} times`)
  }
  return wrong
}

export const countStates = (messages: readonly Outgoing[]) =>
  [
    ...Map.groupBy(messages, ({ state, state_code, channel }) =>
      state === 'unknown'
        ? `unknown by ${channel} (${state_code === 'send.interrupted' ? 'our server died' : 'theirs did not answer'})`
        : `${state} by ${channel}`,
    ),
  ]
    .map(([state, all]) => `${all.length} ${state}`)
    .sort()
    .join(', ')

import type { useText } from '../../../foundation/browser/texts.tsx'

type Text = ReturnType<typeof useText>

/** A channel by its name. */
export const channelName = (t: Text, channel: string) =>
  t.has(`channel.${channel}.name`) ? t(`channel.${channel}.name`) : channel

/** What a code of a channel means and what to do; the code itself where no words are known. */
export const problemText = (t: Text, channel: string, code: string) => {
  const id = [`channel.${channel}.error.${code}`, `error.${code}`].find((one) => t.has(one))
  return id ? t(id) : t('connection.problem.unknown', { code })
}

/** The label of one setting. */
export const settingLabel = (t: Text, channel: string, path: string) =>
  t.has(`channel.${channel}.${path}`) ? t(`channel.${channel}.${path}`) : path

import type { useText } from '../../../foundation/browser/texts.tsx'
import { channelName } from '../../connections/desk/words.ts'

type Text = ReturnType<typeof useText>

/** The channel's own name, or one of those by which people are reached outside of us. */
export const channelWord = (t: Text, channel: string) =>
  t.has(`consent.channel.${channel}`) ? t(`consent.channel.${channel}`) : channelName(t, channel)

export const sourceWord = (t: Text, source: string) => {
  const [kind = ''] = source.split(':')
  return t.has(`consent.source.${kind}`) ? t(`consent.source.${kind}`) : source
}

/** Which of two texts the desk's language shows. */
export const inLanguage = (locale: string, { en, ja }: { en: string; ja: string }) =>
  locale === 'ja' ? ja || en : en || ja

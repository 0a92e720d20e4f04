import { useText } from '../../../foundation/browser/texts.tsx'

type Visit = {
  channel: string | null
  source: string | null
  device: { kind: string; os: string | null; browser: string | null } | null
}

/** How somebody came, and with what, in words. */
export const useVisitWords = () => {
  const t = useText()
  return {
    from: ({ channel, source }: Pick<Visit, 'channel' | 'source'>) => {
      const id = `visit.channel.${channel}`
      const group = channel && t.has(id) ? t(id) : t('visit.channel.unassigned')
      return source ? t('visit.from', { group, source }) : group
    },
    device: ({ device }: Pick<Visit, 'device'>) =>
      device &&
      [t(`visit.device.${device.kind}`), device.os, device.browser]
        .filter((part) => part !== null)
        .join(t('visit.device.between')),
  }
}

import { useText } from '../../../foundation/browser/texts.tsx'
import { Glyph, type GlyphName } from '../../../foundation/browser/ui/glyph.tsx'

/** A channel without a drawing of its own gets a speech bubble. */
const glyphs: Record<string, GlyphName> = { email: 'mail' }

export const ChannelGlyph = ({ channel }: { channel: string }) => (
  <span style={{ verticalAlign: '-2px', lineHeight: 0, flex: 'none' }}>
    <Glyph name={glyphs[channel] ?? 'chat'} size={14} />
  </span>
)

/** A channel's name as staff know it. */
export const useChannelName = () => {
  const t = useText()
  return (channel: string) => {
    const id = `channel.${channel}.name`
    return t.has(id) ? t(id) : channel
  }
}

/** Glyph and name, never one without the other. */
export const ChannelMark = ({ channel }: { channel: string }) => {
  const nameOf = useChannelName()
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      <ChannelGlyph channel={channel} /> {nameOf(channel)}
    </span>
  )
}

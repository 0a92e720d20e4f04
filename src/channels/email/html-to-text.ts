const block =
  /^(p|div|table|tr|ul|ol|li|h[1-6]|pre|blockquote|center|dl|dt|dd|address|article|section|header|footer|main|figure|figcaption|hr)$/
const paragraph = /^(p|ul|ol|h[1-6]|pre|blockquote|table|dl)$/

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }

const plain = (text: string): string =>
  text
    .replace(/&(lt|gt|quot|amp);/g, (entity) => entities[entity] ?? entity)
    .replace(/\u00a0/g, ' ')

/**
 * Readable text of HTML that `sanitise` has cleaned, which is why so little has to be understood:
 * tags are whole, attribute values hold no `>`, and four entities are left. Quotations become `> ` lines.
 */
export const htmlToText = (html: string): string => {
  const lines: string[] = []
  let line = ''
  let quotes = 0
  let pre = 0
  const prefix = () => (quotes ? `${'>'.repeat(Math.min(quotes, 10))} ` : '')
  const endLine = () => {
    if (line.trim()) lines.push(prefix() + (pre ? line : line.trim()))
    line = ''
  }
  const gap = () => {
    if (lines.length && lines.at(-1)?.replace(/^>+ ?/, '') !== '') lines.push(prefix().trimEnd())
  }
  for (const [token, slash, tag = '', attributes = ''] of html.matchAll(
    /<(\/?)([a-z][a-z0-9]*)([^>]*)>|[^<]+|</g,
  )) {
    if (!tag) {
      const text = plain(token)
      if (!pre)
        line += line.endsWith(' ')
          ? text.replace(/\s+/g, ' ').trimStart()
          : text.replace(/\s+/g, ' ')
      else
        for (const [index, piece] of text.split('\n').entries()) {
          if (index) lines.push(prefix() + line)
          line = index ? piece : line + piece
        }
      continue
    }
    if (tag === 'br') {
      lines.push((prefix() + line.trim()).trimEnd())
      line = ''
      continue
    }
    if (tag === 'img') line += plain(/ alt="([^"]*)"/.exec(attributes)?.[1] ?? '')
    if (tag === 'td' || tag === 'th') line += line && !line.endsWith(' ') ? ' ' : ''
    if (!block.test(tag)) continue
    endLine()
    if (tag === 'blockquote' && slash) quotes = Math.max(0, quotes - 1)
    if (paragraph.test(tag)) gap()
    if (tag === 'blockquote' && !slash) quotes++
    if (tag === 'pre') pre = Math.max(0, pre + (slash ? -1 : 1))
    if (tag === 'li' && !slash) line = '- '
    if (tag === 'hr') lines.push('---')
  }
  endLine()
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

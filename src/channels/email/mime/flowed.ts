/** Joins the soft line breaks of `format=flowed` (RFC 3676); quoted lines join at equal depth only. */
export const unflow = (text: string, deleteSpace: boolean): string => {
  const lines: { depth: number; text: string; open: boolean }[] = []
  for (const line of text.split('\n')) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0
    const content = line.slice(depth).replace(/^ /, '')
    const last = lines.at(-1)
    const open = content.endsWith(' ') && content !== '-- '
    const kept = open && deleteSpace ? content.slice(0, -1) : content
    if (last?.open && last.depth === depth && content !== '-- ') {
      last.text += kept
      last.open = open
    } else lines.push({ depth, text: kept, open })
  }
  return lines
    .map(({ depth, text }) => (depth ? `${'>'.repeat(depth)} ${text}` : text).trimEnd())
    .join('\n')
}

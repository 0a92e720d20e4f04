/** Ends before punctuation that belongs to the sentence, in Latin and Japanese. */
const address = /https?:\/\/[^\s<>"'、。」』)]+[^\s<>"'、。」』).,;:!?]/g

/** Text whose web addresses can be followed. */
export const Linked = ({ text }: { text: string }) => {
  const parts: (string | { url: string; at: number })[] = []
  let from = 0
  for (const { 0: url, index } of text.matchAll(address)) {
    parts.push(text.slice(from, index), { url, at: index })
    from = index + url.length
  }
  parts.push(text.slice(from))
  return parts.map((part) =>
    typeof part === 'string' ? (
      part
    ) : (
      <a key={part.at} href={part.url} target="_blank" rel="noopener noreferrer nofollow">
        {part.url}
      </a>
    ),
  )
}

/** Text cut into plain pieces and web addresses. Only ASCII belongs to an address: 「https://a.example/をご覧ください」. */
export const findLinks = (text: string) => {
  const pieces: { text: string; link: boolean }[] = []
  let from = 0
  for (const found of text.matchAll(/https?:\/\/[!#-;=?-~]+/gi)) {
    const address = found[0].replace(/[.,:;!?'")\]}]+$/, '')
    if (!URL.canParse(address)) continue
    if (found.index > from) pieces.push({ text: text.slice(from, found.index), link: false })
    pieces.push({ text: address, link: true })
    from = found.index + address.length
  }
  if (from < text.length) pieces.push({ text: text.slice(from), link: false })
  return pieces
}

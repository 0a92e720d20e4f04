/** A resolver that knows these records, and nothing else: `'TXT shop.example': ['v=spf1 -all']`. Change them as you go. */
export const createFakeDns = (records: Record<string, string[]>) => ({
  records,
  resolve: async (name: string, type: string): Promise<unknown> => {
    const found = records[`${type} ${name}`]
    if (!found) throw Object.assign(new Error(name), { code: 'ENOTFOUND' })
    if (type === 'TXT')
      // A text longer than 255 bytes comes in parts.
      return found.map((text) => text.match(/.{1,255}/gs) ?? [''])
    if (type !== 'MX') return found
    return found.map((text) => ({
      priority: Number(text.split(' ')[0]),
      exchange: text.split(' ')[1],
    }))
  },
})

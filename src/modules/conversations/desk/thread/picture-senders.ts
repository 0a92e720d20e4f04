const kept = 'engawa.picture-senders'
const most = 500

const read = (): string[] => {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(kept) ?? '[]')
    return Array.isArray(found) ? found.map(String) : []
  } catch {
    return []
  }
}

/** Whether this device shows pictures of this sender at once. Ask only for one whose domain vouches for the mail. */
export const showsAtOnce = (address: string): boolean => read().includes(address.toLowerCase())

export const rememberSender = (address: string, shown: boolean): void => {
  const others = read().filter((one) => one !== address.toLowerCase())
  const next = shown ? [...others, address.toLowerCase()].slice(-most) : others
  localStorage.setItem(kept, JSON.stringify(next))
}

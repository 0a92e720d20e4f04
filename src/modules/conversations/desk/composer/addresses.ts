/** Addresses as people write them: apart by commas, semicolons, spaces, also the Japanese ones. */
export const readAddresses = (text: string) => {
  const all = text
    .normalize('NFKC')
    .split(/[\s,;、]+/)
    .filter(Boolean)
  const isAddress = (one: string) => /^[^@\s<>"]+@[^@\s<>"]+\.[^@\s<>".]+$/.test(one)
  return { addresses: all.filter(isAddress), wrong: all.filter((one) => !isAddress(one)) }
}

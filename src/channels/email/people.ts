import { domainToASCII } from 'node:url'
import addressparser from 'nodemailer/lib/addressparser'
import type { Address } from '../channel.ts'
import { cleanLine } from './clean.ts'
import { decodeRaw, type Field } from './mime/fields.ts'
import { decodeWords } from './mime/words.ts'

const MOST = 1000
const LONGEST_NAME = 200

/** Lower case, with the domain in ASCII, so that one mailbox is one identifier. */
export const normaliseAddress = (address: string): string => {
  const clean = cleanLine(address, 320).replace(/\s/g, '').toLowerCase()
  const at = clean.lastIndexOf('@')
  if (at < 0) return clean
  const domain = clean.slice(at + 1)
  return `${clean.slice(0, at + 1)}${domainToASCII(domain) || domain}`
}

/** Japanese carriers once gave out local parts such as `a..b.`, which no standard allows without quotes. */
export const isAddress = (address: string): boolean =>
  /^[^\s<>()[\],;:@"\\]{1,64}@[^\s<>()[\],;:@"\\]{1,255}$/.test(address)

const readName = (name: string): string =>
  cleanLine(decodeWords(name), LONGEST_NAME)
    .replace(/^["']+|["']+$/g, '')
    .trim()

/** Every usable address of a header, groups opened, in order, each once. */
export const readAddresses = (fields: Field[], name: string, charset?: string): Address[] => {
  const found = new Map<string, Address>()
  for (const field of fields) {
    if (field.name !== name || found.size >= MOST) continue
    const entries = addressparser(decodeRaw(field.raw, charset), { flatten: true })
    for (const entry of entries.slice(0, MOST)) {
      const address = normaliseAddress(entry.address)
      if (!isAddress(address) || found.has(address)) continue
      const display = readName(entry.name)
      found.set(address, { address, ...(display && display !== address ? { name: display } : {}) })
    }
  }
  return [...found.values()]
}

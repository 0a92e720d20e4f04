import type { Protection } from '../channel.ts'
import type { Part } from './mime/tree.ts'

const ofPart = ({ type, parameters, fileName }: Part): Protection | undefined => {
  const protocol = (parameters.get('protocol') ?? '').toLowerCase()
  if (type === 'multipart/encrypted') return 'pgp-encrypted'
  if (type === 'multipart/signed')
    return /pkcs7/.test(protocol) ? 'smime-signed' : /pgp/.test(protocol) ? 'pgp-signed' : undefined
  const isSmime = /^application\/(x-)?pkcs7-mime$/.test(type) || /\.p7m$/i.test(fileName)
  if (!isSmime) return undefined
  return /signed-data/i.test(parameters.get('smime-type') ?? '')
    ? 'smime-sealed'
    : 'smime-encrypted'
}

const find = (part: Part): Protection | undefined => {
  const here = ofPart(part)
  if (here) return here
  for (const child of part.children) {
    const found = find(child)
    if (found) return found
  }
  return undefined
}

/** How a mail is protected, so that people are told instead of shown ciphers. Nothing is verified or opened. */
export const readProtection = (root: Part, text: string): Protection | undefined => {
  const found = find(root)
  if (found) return found
  const start = text.trimStart()
  if (start.startsWith('-----BEGIN PGP MESSAGE-----')) return 'pgp-encrypted'
  return start.startsWith('-----BEGIN PGP SIGNED MESSAGE-----') ? 'pgp-signed' : undefined
}

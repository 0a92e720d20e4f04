import { cleanLine } from './clean.ts'

const extensions: Record<string, string> = {
  'message/rfc822': 'eml',
  'message/delivery-status': 'txt',
  'text/calendar': 'ics',
  'text/rfc822-headers': 'txt',
  'text/plain': 'txt',
  'text/html': 'html',
  'text/csv': 'csv',
  'text/vcard': 'vcf',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
}

const LONGEST = 150

/**
 * A file name that is safe to show and to save: no path, no characters that turn the reading
 * direction (`gpj.exe` shown as `exe.jpg`), never empty.
 */
export const fileName = (declared: string, type: string, order: number): string => {
  const name = cleanLine(declared, 1000)
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  if (!name) return `attachment-${order}.${extensions[type] ?? 'bin'}`
  if (name.length <= LONGEST) return name.toWellFormed()
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : ''
  return (name.slice(0, LONGEST - ending.length) + ending).toWellFormed()
}

/** A value as it is kept: 〒 and full-width digits made plain, at most 500 characters. Undefined for what cannot be one. */
export const cleanValue = (field: string, value: string): string | undefined => {
  const text = value.replaceAll('\u0000', '').trim().slice(0, 500)
  if (text === '') return undefined
  switch (field) {
    case 'name':
      return text.slice(0, 200)
    case 'birthday':
      return cleanDay(text)
    case 'phone':
      return text.normalize('NFKC')
    case 'email': {
      const address = text.normalize('NFKC')
      return /^[^\s@]+@[^\s@]+$/.test(address) ? address : undefined
    }
    case 'postcode':
      return text.normalize('NFKC').replace(/^〒\s*/, '')
    case 'family_kana':
    case 'given_kana':
      return text.normalize('NFKC')
    default:
      return text
  }
}

/** YYYY-MM-DD of a day that there was; also from 1985/4/2, 1985年4月2日 and 19850402. */
export const cleanDay = (value: string): string | undefined => {
  const parts = /^(\d{4})(?:\D?)(\d{1,2})(?:\D?)(\d{1,2})\D?$/.exec(value.normalize('NFKC').trim())
  if (!parts) return undefined
  const [, year, month, day] = parts
  const text = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
  const date = new Date(`${text}T00:00:00Z`)
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
  return exists ? text : undefined
}

import { randomUUID } from 'node:crypto'

export type ShopEvent = {
  type: 'identify' | 'page' | 'track'
  messageId: string
  timestamp: string
  anonymousId: string
  userId: string
  name?: string
  event?: string
  properties?: object
  traits?: object
  context: object
}

const referrer = 'https://www.google.com/search?q=shoes'
const userAgent =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36'

/** A shop's signed-in visitors as Segment's library for browsers tells of them: about 1.2 KB an event. */
export const createShop = (people: number, prefix: string) => {
  const known = new Set<number>()
  let number = 0
  return (): ShopEvent => {
    number += 1
    const person = Math.floor(Math.random() * people)
    const path = `/products/${number}`
    const seen = {
      path,
      referrer,
      search: '?utm_source=google',
      title: 'Leather shoes | Shop',
      url: `https://shop.example${path}`,
    }
    const event = {
      messageId: `ajs-next-${Date.now()}-${randomUUID()}`,
      timestamp: new Date().toISOString(),
      anonymousId: `${prefix}-device-${person}`,
      userId: `${prefix}-user-${person}`,
      context: {
        page: seen,
        userAgent,
        userAgentData: {
          brands: [{ brand: 'Chromium', version: '126' }],
          mobile: false,
          platform: 'macOS',
        },
        locale: 'ja-JP',
        library: { name: 'analytics.js', version: 'npm:next-1.84.3' },
        timezone: 'Asia/Tokyo',
        campaign: { source: 'google', medium: 'cpc' },
      },
    }
    if (!known.has(person)) {
      known.add(person)
      const traits = { email: `${person}@${prefix}.example`, name: `Person ${person}` }
      return { ...event, type: 'identify', traits }
    }
    const properties = { ...seen, product_id: `p${number}`, price: 12800, currency: 'JPY' }
    return number % 3 === 0
      ? { ...event, type: 'track', event: 'Product Viewed', properties }
      : { ...event, type: 'page', name: 'Product', properties }
  }
}

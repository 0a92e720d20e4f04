import type { Context } from '../../../foundation/server/context.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { storeTracked, type TrackedMessage } from '../../tracking/index.ts'
import { type Content, idsOf, type Person, type Visit } from '../content.ts'
import type { Shop } from './make-shop.ts'
import { minutesAfter, momentOf } from './moment.ts'

const origin = 'https://shop.engawa.example'
const minutesPerPage = 1.5
const hour = 60

const cameFrom: Record<Visit['from'], { referrer?: string; campaign?: object }> = {
  search: { referrer: 'https://search.example/' },
  social: { referrer: 'https://social.example/' },
  mail: { campaign: { source: 'newsletter', medium: 'email', name: 'new-from-the-kiln' } },
  direct: {},
}

const titles: Record<string, { ja: string; en: string }> = {
  '': { ja: '縁側商店｜京都の器', en: 'Engawa Shop: tableware from Kyoto' },
  cart: { ja: 'カート', en: 'Cart' },
  account: { ja: 'マイページ', en: 'Your account' },
  'c/cups': { ja: '湯のみ・カップ', en: 'Cups' },
  'c/bowls': { ja: '飯碗・鉢', en: 'Bowls' },
  'c/plates': { ja: '皿', en: 'Plates' },
  'c/pots': { ja: '急須・土鍋', en: 'Pots' },
  'help/shipping': { ja: '送料とお届けについて', en: 'Shipping' },
  'help/gifts': { ja: 'ギフト包装について', en: 'Gift wrapping' },
  'help/care': { ja: '器のお手入れ', en: 'Caring for your tableware' },
  'help/shop': { ja: '店舗のご案内', en: 'Our shop in Kyoto' },
  'help/points': { ja: 'ポイントについて', en: 'Points' },
  'help/returns': { ja: '返品・交換について', en: 'Returns' },
}

/** Stores what people did in the shop: who they are, the pages they saw, and what they ordered. */
export const browseSite = async (ctx: Context, shop: Shop, content: Content) => {
  const people = new Map(content.people.map((person) => [person.key, person]))
  const messages = content.visits.flatMap((visit) =>
    visitSite(shop, content, visit, people.get(visit.who)!, ctx.now),
  )
  messages.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime())
  await storeTracked(ctx, shop.sourceId, messages)
}

const visitSite = (
  shop: Shop,
  content: Content,
  visit: Visit,
  person: Person,
  now: Date,
): TrackedMessage[] => {
  const begun = momentOf(visit, now, shop.timeZone)
  const ids = idsOf(person, shop.suffix)
  const product = (key: string) => content.products.find((one) => one.key === key)!
  const message = (type: string, receivedAt: Date, rest: object): TrackedMessage => ({
    type,
    receivedAt,
    messageId: newId(),
    ...rest,
  })
  const pages = visit.pages.map((path, index) => {
    const shown = path.startsWith('p/') ? product(path.slice(2)) : titles[path]!
    const { referrer = '', ...rest } = index === 0 ? { ...cameFrom[visit.from] } : {}
    const page = {
      url: `${origin}/${path}`,
      path: `/${path}`,
      title: shown[person.locale],
      referrer,
    }
    return message('page', minutesAfter(begun, index * minutesPerPage), {
      ...ids,
      properties: page,
      context: { page, locale: person.locale === 'ja' ? 'ja-JP' : 'en-GB', ...rest },
    })
  })
  const identify = message('identify', begun, {
    ...ids,
    traits: { name: person.name, email: person.email },
    context: { locale: person.locale === 'ja' ? 'ja-JP' : 'en-GB' },
  })
  if (!visit.order) return [identify, ...pages]
  const items = visit.items.map(product)
  // The shop's server tells of orders; it knows the account and no device.
  const tell = (event: string, receivedAt: Date, properties: object) =>
    message('track', receivedAt, {
      userId: ids.userId,
      event,
      properties: { order_id: visit.order, currency: 'JPY', ...properties },
      context: { timezone: 'Asia/Tokyo' },
    })
  const bought = minutesAfter(begun, pages.length * minutesPerPage)
  const products = [...Map.groupBy(items, ({ key }) => key).values()].map((same) => ({
    product_id: same[0]!.key,
    sku: same[0]!.key.toUpperCase(),
    name: same[0]![person.locale],
    price: same[0]!.price,
    quantity: same.length,
    url: `${origin}/p/${same[0]!.key}`,
  }))
  const order = tell('Order Completed', bought, {
    total: items.reduce((sum, { price }) => sum + price, 0),
    products,
  })
  const parcel = { carrier: 'Kyoto Express', tracking_number: `KX-${visit.order.slice(3)}` }
  const delivery = [
    tell('Order Shipped', minutesAfter(bought, 20 * hour), {
      ...parcel,
      tracking_url: `https://carrier.example/${parcel.tracking_number}`,
    }),
    tell('Order Delivered', minutesAfter(bought, 46 * hour), parcel),
  ]
  const after = visit.after.map(({ event, reason, ...when }) =>
    tell(event, momentOf(when, now, shop.timeZone), {
      ...(reason ? { reason } : {}),
      products: products.slice(0, 1),
    }),
  )
  const past = [...delivery, ...after].filter(({ receivedAt }) => receivedAt < now)
  return [identify, ...pages, order, ...past]
}

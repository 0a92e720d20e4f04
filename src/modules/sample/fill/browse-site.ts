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

const agents = {
  phone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  computer:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
}

/** A product as the shop tells of it. */
const lineOf = (product: Content['products'][number], locale: 'ja' | 'en', quantity: number) => ({
  product_id: product.key,
  sku: product.key.toUpperCase(),
  name: product[locale],
  price: product.price,
  quantity,
  url: `${origin}/p/${product.key}`,
})

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
  const locale = person.locale === 'ja' ? 'ja-JP' : 'en-GB'
  const userAgent = visit.mobile ? agents.phone : agents.computer
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
      context: { page, locale, userAgent, ...rest },
    })
  })
  const identify = message('identify', begun, {
    ...ids,
    traits: {
      name: person.name,
      email: person.email,
      ...(person.phone ? { phone: person.phone } : {}),
    },
    context: { locale, userAgent },
  })
  const done = minutesAfter(begun, pages.length * minutesPerPage)
  const slowest = `${origin}/${visit.pages[0]}`
  const track = (event: string, receivedAt: Date, properties: object) =>
    message('track', receivedAt, {
      ...ids,
      event,
      properties,
      context: { locale, userAgent, page: { url: slowest } },
    })
  const cart = [
    ...visit.cart.map(product).map((one, index) =>
      track('Product Added', minutesAfter(done, (index + 1) * 0.2), {
        cart_id: `cart-${ids.anonymousId}-${begun.getTime()}`,
        currency: 'JPY',
        ...lineOf(one, person.locale, 1),
      }),
    ),
    ...(visit.checkout
      ? [
          track('Checkout Started', minutesAfter(done, 2), {
            cart_id: `cart-${ids.anonymousId}-${begun.getTime()}`,
          }),
        ]
      : []),
  ]
  const vitals = visit.vitals ? [track('Web Vitals', done, visit.vitals)] : []
  if (!visit.order) return [identify, ...pages, ...vitals, ...cart]
  const items = visit.items.map(product)
  // The shop's server tells of orders; it knows the account and no device.
  const tell = (event: string, receivedAt: Date, properties: object) =>
    message('track', receivedAt, {
      userId: ids.userId,
      event,
      properties: { order_id: visit.order, currency: 'JPY', ...properties },
      context: { timezone: 'Asia/Tokyo' },
    })
  const products = [...Map.groupBy(items, ({ key }) => key).values()].map((same) =>
    lineOf(same[0]!, person.locale, same.length),
  )
  const order = tell('Order Completed', done, {
    total: items.reduce((sum, { price }) => sum + price, 0),
    products,
  })
  const parcel = { carrier: 'Kyoto Express', tracking_number: `KX-${visit.order.slice(3)}` }
  const delivery = [
    tell('Order Shipped', minutesAfter(done, 20 * hour), {
      ...parcel,
      tracking_url: `https://carrier.example/${parcel.tracking_number}`,
    }),
    tell('Order Delivered', minutesAfter(done, 46 * hour), parcel),
  ]
  const after = visit.after.map(({ event, reason, ...when }) =>
    tell(event, momentOf(when, now, shop.timeZone), {
      ...(reason ? { reason } : {}),
      products: products.slice(0, 1),
    }),
  )
  const past = [...delivery, ...after].filter(({ receivedAt }) => receivedAt < now)
  return [identify, ...pages, ...vitals, ...cart, order, ...past]
}

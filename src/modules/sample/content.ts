import { z } from 'zod'
import people from './content/people.json' with { type: 'json' }
import english from './content/scenes.en.json' with { type: 'json' }
import japanese from './content/scenes.ja.json' with { type: 'json' }
import scripts from './content/scripts.json' with { type: 'json' }
import site from './content/site.json' with { type: 'json' }
import { readRecords } from './record-shapes.ts'

const locale = z.enum(['ja', 'en'])

const Person = z.object({
  key: z.string(),
  name: z.string(),
  locale,
  email: z.email(),
  /** As they give it to the shop. */
  phone: z.string().optional(),
  /** Has an account at the shop, so that the site knows who is browsing. */
  site: z.boolean().default(false),
})
export type Person = z.output<typeof Person>

/** When: so many minutes ago, or on a day so many days back, by the workspace's clock. */
const when = { ago: z.number().optional(), day: z.number().optional(), at: z.string().optional() }
export type When = { ago?: number | undefined; day?: number | undefined; at?: string | undefined }

const staff = z.enum(['me', 'mei', 'tom'])
export type Staff = z.output<typeof staff>

/** `<minutes since the line before> <c | staff>:[note] <words>`, `c` being the customer. */
const line = z.string().transform((text, check) => {
  const found = /^(\d+) (c|me|mei|tom):(note)? (.+)$/s.exec(text)
  if (!found) {
    check.addIssue({ code: 'custom', message: 'not a line' })
    return z.NEVER
  }
  const [, after, who, note, words] = found
  return {
    after: Number(after),
    who: who as Staff | 'c',
    note: note !== undefined,
    text: words!,
  }
})
export type Line = z.output<typeof line>

const labels = [
  'returns',
  'damage',
  'shipping',
  'stock',
  'gift',
  'wholesale',
  'care',
  'complaint',
] as const
const Scene = z.object({
  who: z.string(),
  by: z.enum(['web-chat', 'email']),
  ...when,
  subject: z.string().optional(),
  labels: z.array(z.enum(labels)),
  team: z.enum(['orders', 'support']),
  owner: staff.optional(),
  says: z.array(line).min(1),
  resolved: z.boolean().default(false),
})
export type Scene = z.output<typeof Scene>

const Product = z.object({ key: z.string(), ja: z.string(), en: z.string(), price: z.number() })
const Visit = z.object({
  who: z.string(),
  ...when,
  from: z.enum(['search', 'social', 'mail', 'direct']),
  pages: z.array(z.string()).min(1),
  order: z.string().optional(),
  items: z.array(z.string()).default([]),
  /** What was put into the cart, and whether they began to pay. */
  cart: z.array(z.string()).default([]),
  checkout: z.boolean().default(false),
  /** How fast the slowest page was, in milliseconds; `cls` is a score. */
  vitals: z
    .object({ lcp: z.number(), inp: z.number(), cls: z.number(), ttfb: z.number() })
    .optional(),
  mobile: z.boolean().default(false),
  /** What became of the order, in the shop's words. */
  after: z
    .array(z.object({ event: z.string(), ...when, reason: z.string().optional() }))
    .default([]),
})
export type Visit = z.output<typeof Visit>

const Script = z.object({
  name: z.string(),
  email: z.email(),
  subject: z.string().optional(),
  says: z.array(z.string()).min(1),
})
export type Script = z.output<typeof Script>
export type ScriptName = 'chat' | 'mail'
const inBoth = z.object({ ja: Script, en: Script })

/** Read once, when the sample is first used. */
export const readContent = () => ({
  people: z.array(Person).parse(people),
  scenes: z.array(Scene).parse([...japanese, ...english]),
  products: z.array(Product).parse(site.products),
  visits: z.array(Visit).parse(site.visits),
  records: readRecords(),
  scripts: z.object({ chat: inBoth, mail: inBoth }).parse(scripts),
})
export type Content = ReturnType<typeof readContent>

/** Names of what staff see, in the workspace's language. */
export const names = {
  ja: {
    shop: '縁側商店',
    chat: '縁側商店 サイトのチャット',
    mail: '縁側商店 お問い合わせ',
    source: '縁側商店 オンラインショップ',
    labels: {
      returns: '返品・交換',
      damage: '破損',
      shipping: '配送',
      stock: '在庫',
      gift: 'ギフト',
      wholesale: '卸',
      care: 'お手入れ',
      complaint: '苦情',
    },
    teams: { orders: '注文・配送', support: 'お客様窓口' },
    staff: { mei: '青木 芽衣', tom: 'トム・ベッカー' },
  },
  en: {
    shop: 'Engawa Shop',
    chat: 'Engawa Shop chat',
    mail: 'Engawa Shop mail',
    source: 'Engawa Shop online store',
    labels: {
      returns: 'Returns',
      damage: 'Damage',
      shipping: 'Shipping',
      stock: 'Stock',
      gift: 'Gift',
      wholesale: 'Wholesale',
      care: 'Care',
      complaint: 'Complaint',
    },
    teams: { orders: 'Orders', support: 'Support' },
    staff: { mei: 'Mei Aoki', tom: 'Tom Becker' },
  },
}

export const addresses = {
  shop: 'hello@engawa-shop.example',
  mei: 'mei@engawa-shop.example',
  tom: 'tom@engawa-shop.example',
}

/** What the shop's site calls a person and their device; new with every adding, so that nobody remembers the last. */
export const idsOf = (person: { key: string }, suffix: string) => ({
  userId: `ES-${suffix}-${person.key}`,
  anonymousId: `engawa-sample-${suffix}-${person.key}`,
})

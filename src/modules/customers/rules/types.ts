export const normalisers = ['text', 'email', 'phone', 'code'] as const
export type Normaliser = (typeof normalisers)[number]

/** A kind of identifier, and what one of it may do. */
export type IdentifierType = {
  type: string
  titleEn: string
  titleJa: string
  /** 1 counts most: of two that contradict each other, the other one is dropped. */
  priority: number
  /** So many a customer may have; 0: it never belongs to anybody. */
  most: number
  /** Counting those of the last so many days; null: ever. */
  windowDays: number | null
  normaliser: Normaliser
  /** The most that one of it can count for. A device attaches what was done on it, and says nothing of people. */
  trust: 'verified' | 'claimed' | 'device'
  /** What may bring two records together: its mere claim (as long as nothing vouches for one side), its proof, nothing. */
  joins: 'claim' | 'proof' | 'never'
  /** A person has one: two different ones speak against one person. */
  single: boolean
  /** A value said of more than so many customers within `spreadDays` stands for nobody; null: never put in quarantine. */
  spread: number | null
  spreadDays: number
}

const person = {
  most: 5,
  windowDays: null,
  normaliser: 'text',
  trust: 'verified',
  joins: 'claim',
  single: false,
  spread: 5,
  spreadDays: 30,
} as const
const one = { ...person, most: 1, single: true }
const device = {
  most: 10,
  windowDays: 30,
  normaliser: 'text',
  trust: 'device',
  joins: 'never',
  single: false,
  spread: 5,
  spreadDays: 1,
} as const

/** What everybody starts with. A shared telephone or tablet glues nobody together. */
export const builtIn: readonly IdentifierType[] = [
  { ...one, type: 'user_id', titleEn: 'Account', titleJa: 'アカウント', priority: 1 },
  {
    ...one,
    type: 'member_number',
    titleEn: 'Member number',
    titleJa: '会員番号',
    priority: 2,
    normaliser: 'code',
  },
  {
    ...one,
    type: 'ec_customer_id',
    titleEn: 'Shop customer number',
    titleJa: 'ショップ顧客番号',
    priority: 3,
  },
  {
    ...one,
    type: 'pos_customer_id',
    titleEn: 'Till customer number',
    titleJa: '店頭顧客番号',
    priority: 4,
  },
  { ...one, type: 'line_uid', titleEn: 'LINE', titleJa: 'LINE', priority: 5 },
  {
    ...person,
    type: 'email',
    titleEn: 'E-mail',
    titleJa: 'メールアドレス',
    priority: 10,
    most: 3,
    windowDays: 365,
    normaliser: 'email',
  },
  {
    ...person,
    type: 'phone',
    titleEn: 'Phone',
    titleJa: '電話番号',
    priority: 20,
    most: 2,
    normaliser: 'phone',
    joins: 'proof',
    spread: 10,
  },
  {
    ...device,
    type: 'visitor',
    titleEn: 'Chat visitor',
    titleJa: 'チャットの訪問者',
    priority: 50,
    most: 1000,
    windowDays: null,
    spread: null,
  },
  { ...device, type: 'anonymous_id', titleEn: 'Browser', titleJa: 'ブラウザー', priority: 60 },
  {
    ...device,
    type: 'push_token',
    titleEn: 'App installation',
    titleJa: 'アプリ',
    priority: 70,
  },
  {
    ...device,
    type: 'kiosk_device',
    titleEn: 'Shared terminal',
    titleJa: '共用端末',
    priority: 90,
    most: 0,
    windowDays: null,
    spread: null,
  },
]

/** Kinds that the product itself writes: they cannot be taken away. */
export const isBuiltIn = (type: string) => builtIn.some((one) => one.type === type)

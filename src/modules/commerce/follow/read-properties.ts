import { readCurrency, toMinorUnits } from '../money.ts'
import type { ItemInput } from '../save/order-row.ts'
import type { ProductInput } from '../save/save-products.ts'
import type { CommerceEvent } from './commerce-event.ts'

type Properties = Record<string, unknown>

/** The first of these names that holds a word or a number, cut to `most`. */
export const wordOf = (from: Properties, names: readonly string[], most = 200) => {
  for (const name of names) {
    const value = from[name]
    const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value
    if (typeof text === 'string' && text.trim() !== '') return text.trim().slice(0, most)
  }
  return undefined
}

/** Only what a browser may open. */
export const linkOf = (from: Properties, names: readonly string[]) => {
  const text = wordOf(from, names, 2001)
  return text && text.length <= 2000 && /^https?:\/\//i.test(text) ? text : undefined
}

export const timeOf = (from: Properties, names: readonly string[]) => {
  const text = wordOf(from, names, 40)
  const time = text === undefined ? undefined : new Date(text)
  return time && !Number.isNaN(time.getTime()) && time.getUTCFullYear() < 3000 ? time : undefined
}

export const currencyOf = (from: Properties) =>
  readCurrency(from.currency) ??
  productsOf(from)
    .map(({ currency }) => readCurrency(currency))
    .find(Boolean)

export const amountOf = (
  from: Properties,
  names: readonly string[],
  currency: string | undefined,
) => {
  if (!currency) return undefined
  for (const name of names) if (from[name] != null) return toMinorUnits(from[name], currency)
  return undefined
}

const mostProducts = 500
const isObject = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The products of an event: its list, or the event itself where it is of one product. */
export const productsOf = (from: Properties): Properties[] =>
  Array.isArray(from.products) ? from.products.slice(0, mostProducts).filter(isObject) : []

const numberOf = (value: unknown) => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && number >= 0 && number < 1e9 ? number : undefined
}

export const itemOf = (from: Properties, currency: string | undefined): ItemInput => ({
  productId: wordOf(from, ['product_id', 'productId', 'id']) ?? null,
  sku: wordOf(from, ['sku']) ?? null,
  name: wordOf(from, ['name', 'title', 'product_name'], 500) ?? '',
  variant: wordOf(from, ['variant']) ?? null,
  quantity: numberOf(from.quantity) ?? 1,
  price: amountOf(from, ['price'], currency) ?? null,
  total: amountOf(from, ['total', 'subtotal'], currency) ?? null,
  url: linkOf(from, ['url']) ?? null,
  imageUrl: linkOf(from, ['image_url', 'imageUrl']) ?? null,
})

export const itemsOf = (from: Properties, currency: string | undefined) =>
  productsOf(from).map((one) => itemOf(one, currency))

/** What an event says of products; only those with an id of their own. */
export const productsIn = ({ properties, shop, at }: CommerceEvent): ProductInput[] => {
  const isOne = !Array.isArray(properties.products)
  return (isOne ? [properties] : productsOf(properties)).flatMap((one) => {
    const externalId = wordOf(
      one,
      isOne ? ['product_id', 'productId'] : ['product_id', 'productId', 'id'],
    )
    if (!externalId) return []
    const currency = readCurrency(one.currency) ?? currencyOf(properties)
    const price = amountOf(one, ['price'], currency)
    return [
      {
        source: shop,
        externalId,
        sku: wordOf(one, ['sku']),
        name: wordOf(one, ['name', 'title', 'product_name'], 500),
        brand: wordOf(one, ['brand']),
        category: wordOf(one, ['category'], 500),
        variant: wordOf(one, ['variant']),
        url: linkOf(one, ['url']),
        imageUrl: linkOf(one, ['image_url', 'imageUrl']),
        ...(price === undefined ? {} : { price, currency }),
        asOf: at,
      },
    ]
  })
}

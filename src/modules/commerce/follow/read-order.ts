import type { OrderInput, Owner } from '../save/order-row.ts'
import { type Said, updated } from '../save/steps.ts'
import { orderStates } from '../shapes/contract.ts'
import type { CommerceEvent, meanings } from './commerce-event.ts'
import { amountOf, currencyOf, itemsOf, linkOf, productsOf, wordOf } from './read-properties.ts'

type Meaning = typeof meanings extends ReadonlyMap<string, infer M> ? M : never
export type Meant = { event: CommerceEvent; meaning: Meaning; owner: Owner }
export type ReadOrder = {
  order: OrderInput
  /** What was placed, to close the cart that it came of. */
  placed: { cartId: string | undefined; event: CommerceEvent; owner: Owner } | undefined
}

const orderIds = ['order_id', 'orderId']
export const orderIdOf = ({ properties }: CommerceEvent) => wordOf(properties, orderIds)

/** How shops say their states. */
const words: Record<string, string> = {
  canceled: 'cancelled',
  fulfilled: 'shipped',
  completed: 'delivered',
  complete: 'delivered',
}
const stateIn = (text: string | undefined) => {
  const word = text?.toLowerCase()
  const state = (word && words[word]) ?? word
  return orderStates.find((one) => one === state)
}

/** What an event says of an order; undefined when it does not say of which. */
export const readOrder = ({ event, meaning, owner }: Meant): ReadOrder | undefined => {
  if (meaning.of !== 'order') return undefined
  const { properties, at } = event
  // A sale without a number is one all the same; of anything else one would not know of what it speaks.
  const externalId =
    orderIdOf(event) ?? (meaning.state === 'placed' ? `event:${event.id}` : undefined)
  if (!externalId) return undefined
  const currency = currencyOf(properties)
  const isRefund = meaning.state === 'refunded'
  // `total` includes tax and shipping, `revenue` does not; a shop that sends both means the total.
  const total = amountOf(properties, ['total', 'revenue', 'value'], currency)
  const said = stateIn(wordOf(properties, ['status', 'state', 'order_status']))
  // Whatever else was changed is told as that, each time.
  const state = meaning.state ?? said ?? updated
  const states: Said[] = [
    {
      state,
      at,
      ...(state === updated ? { key: event.id } : {}),
      ...(isRefund ? { key: event.id, amount: refundOf(event, currency, total) } : {}),
    },
  ]
  const order: OrderInput = {
    source: event.shop,
    externalId,
    owner,
    states,
    currency,
    ...(isRefund ? {} : { total }),
    ...(meaning.whole ? wholeOf(event, currency) : {}),
    zone: event.zone?.slice(0, 60),
    // What tells only what became of an order says nothing new of the rest of it.
    asOf: meaning.whole ? at : new Date(0),
    trackedEventId: event.id,
    toldAt: event.receivedAt,
  }
  const cartId = wordOf(properties, ['cart_id', 'cartId'])
  return { order, placed: meaning.state === 'placed' ? { cartId, event, owner } : undefined }
}

/** Without an amount all is given back; with products and no amount, what those cost. */
const refundOf = (
  event: CommerceEvent,
  currency: string | undefined,
  total: number | undefined,
) => {
  if (total !== undefined || !currency) return total ?? null
  const items = itemsOf(event.properties, currency)
  if (items.length === 0 || items.some(({ price }) => price == null)) return null
  return items.reduce((sum, { price, quantity = 1 }) => sum + Math.round(price! * quantity), 0)
}

const wholeOf = ({ properties }: CommerceEvent, currency: string | undefined) => {
  const amount = (name: string) => amountOf(properties, [name], currency)
  return {
    number: wordOf(properties, ['order_number', 'orderNumber']),
    subtotal: amount('subtotal'),
    tax: amount('tax'),
    shipping: amount('shipping'),
    discount: amount('discount'),
    coupon: wordOf(properties, ['coupon'], 100),
    shop: wordOf(properties, ['affiliation']),
    url: linkOf(properties, ['order_url', 'order_status_url']),
    items: productsOf(properties).length > 0 ? itemsOf(properties, currency) : undefined,
    contact: contactOf(properties),
  }
}

const contactOf = (properties: Record<string, unknown>) => {
  const place = properties.shipping_address ?? properties.shippingAddress
  const address =
    typeof place === 'string'
      ? place
      : typeof place === 'object' && place !== null
        ? Object.values(place)
            .filter((part) => typeof part === 'string' || typeof part === 'number')
            .join(' ')
        : ''
  const contact = {
    name: wordOf(properties, ['name', 'customer_name']),
    email: wordOf(properties, ['email'], 320),
    phone: wordOf(properties, ['phone'], 50),
    address: address.trim().slice(0, 1000) || undefined,
  }
  return Object.values(contact).some(Boolean) ? contact : undefined
}

import type { FollowupInput } from '../save/followup-row.ts'
import { claimStates, deliveryStates, returnStates } from '../shapes/contract.ts'
import { type Meant, orderIdOf } from './read-order.ts'
import { amountOf, currencyOf, itemOf, itemsOf, linkOf, timeOf, wordOf } from './read-properties.ts'

const ids = {
  delivery: ['delivery_id', 'shipment_id', 'fulfillment_id', 'tracking_number'],
  return: ['return_id', 'rma', 'rma_id'],
  claim: ['claim_id', 'warranty_claim_id', 'warranty_id'],
} as const
const states = { delivery: deliveryStates, return: returnStates, claim: claimStates }

/**
 * What an event says of a delivery, return or warranty claim. One without an id of its own is the order's only one;
 * undefined where there is no order's id either.
 */
export const readFollowup = ({ event, meaning, owner }: Meant): FollowupInput | undefined => {
  const kind = meaning.of
  if (kind !== 'delivery' && kind !== 'return' && kind !== 'claim') return undefined
  const { properties, at } = event
  const orderExternalId = orderIdOf(event)
  const externalId = wordOf(properties, ids[kind]) ?? orderExternalId
  const said = wordOf(properties, ['status', 'state'])?.toLowerCase()
  const state = meaning.state ?? states[kind].find((one) => one === said)
  if (!externalId || !state) return undefined
  const currency = currencyOf(properties)
  const listed = itemsOf(properties, currency)
  const single = wordOf(properties, ['product_id', 'productId', 'sku'])
  const items = listed.length > 0 ? listed : single ? [itemOf(properties, currency)] : undefined
  return {
    source: event.shop,
    externalId,
    orderExternalId,
    owner,
    states: [{ state, at }],
    carrier: wordOf(properties, ['carrier', 'shipping_carrier', 'tracking_company'], 100),
    trackingNumber: wordOf(properties, ['tracking_number', 'trackingNumber']),
    trackingUrl: linkOf(properties, ['tracking_url', 'trackingUrl']),
    expectedAt: timeOf(properties, [
      'expected_at',
      'estimated_delivery',
      'estimated_delivery_date',
    ]),
    serialNumber: wordOf(properties, ['serial_number', 'serial']),
    reason: wordOf(properties, ['reason', 'description', 'issue'], 2000),
    items,
    currency,
    amount:
      kind === 'return' ? amountOf(properties, ['total', 'amount', 'value'], currency) : undefined,
    zone: event.zone?.slice(0, 60),
    asOf: at,
    trackedEventId: event.id,
    toldAt: event.receivedAt,
  }
}

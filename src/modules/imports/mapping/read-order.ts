import {
  type ItemInput,
  type OrderInput,
  readCurrency,
  toMinorUnits,
} from '../../commerce/index.ts'
import { cleanDay, type ImportedPerson, type Rules, readIdentifier } from '../../customers/index.ts'
import type { Problem } from '../contract.ts'
import type { Row } from '../reading/csv.ts'
import { readMoment } from './moment.ts'
import type { Plan } from './plan.ts'
import { problem, readShape } from './read-person.ts'
import { findSpoilt, isCellError, isShortened } from './spoilt.ts'
import { identifierTargets } from './targets.ts'
import { fromEra, tidy, withZero } from './values.ts'

export type ReadOrder = {
  person: ImportedPerson
  number: string
  order: OrderInput | undefined
  item: ItemInput | undefined
  values: Record<string, string>
  problems: Problem[]
}

const identifiers: ReadonlySet<string> = new Set(identifierTargets)
const amounts = ['total', 'subtotal', 'tax', 'shipping', 'discount'] as const

const states: readonly (readonly [string, RegExp])[] = [
  ['refunded', /返金|返品|refund/i],
  ['cancelled', /キャンセル|取消|取り消し|cancel|void/i],
  ['delivered', /配達完了|配送完了|完了|到着|受取|delivered|complete|fulfilled$/i],
  ['shipped', /発送|出荷|配送中|shipped|dispatch|transit/i],
  ['paid', /入金|支払|決済|paid|authorized|captured/i],
  [
    'placed',
    /受付|受注|新規|注文|未|処理|placed|new|pending|open|received|unfulfilled|processing/i,
  ],
]
const readState = (value: string) =>
  /未(入金|払|決済|発送|出荷)|unpaid|unfulfilled/i.test(value)
    ? 'placed'
    : states.find(([, pattern]) => pattern.test(value))?.[0]

/** What a row says of an order, of one of its items, and of whose it is. */
export const readOrderRow = (row: Row, plan: Plan, rules: Rules): ReadOrder => {
  const problems = readShape(row, plan)
  const ids: ImportedPerson['ids'][number][] = []
  const values: Record<string, string> = {}
  const person = { ids, fields: {} as Record<string, string> }
  const nothing = { person, number: '', order: undefined, item: undefined, values, problems }
  if (problems.length > 0) return nothing
  for (const { index, target } of plan.wanted) {
    const given = row.cells[index]?.trim() ?? ''
    if (given !== '' && !isCellError(given)) values[target] = tidy(given)
  }
  const number = values.order_number ?? ''
  if (number === '' || isShortened(number)) {
    const facts = { target: 'order_number', value: number }
    problems.push(
      number === ''
        ? problem('no_order_number', {}, true)
        : problem('number_shortened', facts, true),
    )
    return nothing
  }
  for (const type of identifiers) {
    const given = values[type]
    if (!given) continue
    const value = type === 'phone' && plan.isJapanese ? withZero(given) : given
    const spoilt = findSpoilt(type, value)
    const read = spoilt ? undefined : readIdentifier(rules, type, value)
    if (read && 'value' in read) ids.push({ type, value: read.value, shown: value.slice(0, 500) })
    else problems.push(problem(spoilt ?? 'value_invalid', { target: type, value: given }))
  }
  ids.sort((a, b) => rules.of(a.type).priority - rules.of(b.type).priority)
  if (values.name) person.fields.name = values.name.slice(0, 200)
  return { ...nothing, number: number.slice(0, 200), ...readOrder(values, plan, problems) }
}

const readOrder = (values: Record<string, string>, plan: Plan, problems: Problem[]) => {
  const currency = values.currency ? readCurrency(values.currency) : plan.mapping.currency
  if (!currency) problems.push(problem('currency_unknown', { value: values.currency! }, true))
  const money = (target: string) => {
    const given = values[target]
    if (!given || !currency) return undefined
    const amount = toMinorUnits(given.replace(/円$/, ''), currency)
    if (amount === undefined)
      problems.push(problem('amount_invalid', { target, value: given }, true))
    return amount
  }
  const placedAt =
    values.placed_at && readMoment(fromEra(values.placed_at), plan.timeZone, cleanDay)
  if (values.placed_at && !placedAt)
    problems.push(problem('date_invalid', { target: 'placed_at', value: values.placed_at }, true))
  const state = values.order_state ? readState(values.order_state) : 'placed'
  if (!state) problems.push(problem('state_unknown', { value: values.order_state! }))
  const at = placedAt || undefined
  const sums = Object.fromEntries(amounts.map((target) => [target, money(target)]))
  const order: OrderInput = {
    source: plan.mapping.shop,
    externalId: values.order_number!.slice(0, 200),
    currency,
    ...sums,
    coupon: values.coupon?.slice(0, 100),
    shop: values.shop_name?.slice(0, 200),
    placedAt: at,
    zone: plan.timeZone,
    asOf: at,
    states: [],
  }
  return {
    order: { ...order, states: statesOf(state, at) },
    item: readItem(values, money, problems),
  }
}

/** A state without a time was come to by now. */
const statesOf = (state: string | undefined, at: Date | undefined) => {
  if (!at) return state && state !== 'placed' ? [{ state, at: new Date() }] : []
  const placed = { state: 'placed', at }
  return state && state !== 'placed' ? [placed, { state, at }] : [placed]
}

const readItem = (
  values: Record<string, string>,
  money: (target: string) => number | undefined,
  problems: Problem[],
): ItemInput | undefined => {
  const price = money('item_price')
  const { item_name: name, item_sku: sku, item_product_id: productId } = values
  if (!name && !sku && !productId) return undefined
  const given = values.item_quantity ?? '1'
  // 1,200 and 3個 are numbers too.
  const digits = given.replaceAll(',', '').replace(/\D*$/, '')
  const isNumber = /^\d{1,9}(\.\d+)?$/.test(digits)
  if (!isNumber) problems.push(problem('value_invalid', { target: 'item_quantity', value: given }))
  const count = isNumber ? Number(digits) : 1
  return {
    name: name?.slice(0, 500) ?? '',
    sku: sku?.slice(0, 200),
    productId: productId?.slice(0, 200),
    quantity: count,
    price,
    total: price === undefined ? undefined : Math.round(price * count),
  }
}

import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import {
  addBelongings,
  addFirstKnown,
  addPersonalData,
  addTimelineSource,
} from '../customers/index.ts'
import { watchCarts } from './abandon-carts.ts'
import { countBelongings } from './belongings.ts'
import * as contract from './contract.ts'
import { readFirstOrder } from './first-order.ts'
import { followCustomer } from './follow-customer.ts'
import { shopJob } from './move-shop.ts'
import { cartData, followupData, orderData } from './personal-data.ts'
import { claims, deliveries, orders, products, returns } from './puts/kinds.ts'
import { putMany, putOne } from './puts/put-rows.ts'
import { getOrder } from './queries/get-order.ts'
import { getPurchases } from './queries/get-purchases.ts'
import { listCarts } from './queries/list-carts.ts'
import { listClaims, listDeliveries, listReturns } from './queries/list-followups.ts'
import { listOrders } from './queries/list-orders.ts'
import { listProducts } from './queries/list-products.ts'
import { listShops } from './queries/list-shops.ts'
import { listPurchases } from './timeline.ts'

addTimelineSource(listPurchases)
addBelongings(countBelongings)
addFirstKnown(readFirstOrder)
for (const kind of [orderData, followupData, cartData]) addPersonalData(kind)

export const commerceModule: Module = {
  name: 'commerce',
  tables: ['product', 'customer_order', 'order_item', 'cart', 'order_followup', 'order_step'],
  routes: [
    route(contract.listOrders, listOrders),
    route(contract.getOrder, getOrder),
    route(contract.getPurchases, getPurchases),
    route(contract.listCarts, listCarts),
    route(contract.listShops, listShops),
    route(contract.listProducts, listProducts),
    route(contract.listDeliveries, listDeliveries),
    route(contract.listReturns, listReturns),
    route(contract.listClaims, listClaims),
    route(contract.ordersIn.put, putOne(orders)),
    route(contract.ordersIn.bulk, putMany(orders)),
    route(contract.productsIn.put, putOne(products)),
    route(contract.productsIn.bulk, putMany(products)),
    route(contract.deliveriesIn.put, putOne(deliveries)),
    route(contract.deliveriesIn.bulk, putMany(deliveries)),
    route(contract.returnsIn.put, putOne(returns)),
    route(contract.returnsIn.bulk, putMany(returns)),
    route(contract.claimsIn.put, putOne(claims)),
    route(contract.claimsIn.bulk, putMany(claims)),
  ],
  readers: [followCustomer],
  jobs: [shopJob],
  loops: [watchCarts],
  permissions: {
    'order.read': ['admin', 'agent', 'viewer'],
    'order.write': ['admin', 'agent'],
  },
}

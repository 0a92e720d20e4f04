import type { AppRoute, Routes } from '../../../foundation/browser/routes.ts'
import { addCustomerSection } from '../../customers/desk/sections.ts'
import { CartsSection } from './carts-section.tsx'
import {
  cartsRoute,
  claimsRoute,
  deliveriesRoute,
  orderRoute,
  ordersRoute,
  returnsRoute,
} from './order-routes.ts'
import { PurchasesSection } from './purchases-section.tsx'

addCustomerSection({ name: 'purchases', place: 20, panel: true, Section: PurchasesSection })
addCustomerSection({ name: 'carts', place: 21, panel: false, Section: CartsSection })

export const routes: Routes<AppRoute> = () => [
  ordersRoute,
  cartsRoute,
  deliveriesRoute,
  returnsRoute,
  claimsRoute,
  orderRoute,
]

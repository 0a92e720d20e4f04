import type { AppRoute, Routes } from '../../../foundation/browser/routes.ts'
import { addCustomerSection } from '../../customers/desk/sections.ts'
import { orderRoute, ordersRoute } from './order-routes.ts'
import { PurchasesSection } from './purchases-section.tsx'

addCustomerSection({ name: 'purchases', place: 20, panel: true, Section: PurchasesSection })

export const routes: Routes<AppRoute> = () => [ordersRoute, orderRoute]

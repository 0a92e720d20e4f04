import type { AppRoute, Routes } from '../../../foundation/browser/routes.ts'
import { customerRoute, customersRoute } from './customer-routes.ts'

export const routes: Routes<AppRoute> = () => [customersRoute, customerRoute]

import type { Module } from '../../foundation/server/module.ts'
import { permissions } from './permissions.ts'
import { routes } from './routes.ts'

export const membersModule: Module = {
  name: 'members',
  tables: ['member', 'team', 'team_member', 'invitation', 'api_key'],
  routes,
  permissions,
}

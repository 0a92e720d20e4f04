import type { Module } from '../../foundation/server/module.ts'
import { routes } from './routes.ts'

export const workspacesModule: Module = {
  name: 'workspaces',
  tables: ['workspace'],
  routes,
  permissions: { 'workspace.manage': ['admin'] },
}

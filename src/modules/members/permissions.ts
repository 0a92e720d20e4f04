import type { Permissions } from './policy.ts'

export const permissions: Permissions = {
  'member.read': ['admin', 'agent', 'viewer'],
  'member.manage': ['admin'],
  'team.manage': ['admin'],
  'api-key.manage': ['admin'],
}

import type { Permissions } from './policy.ts'

export const permissions: Permissions = {
  'member.read': ['admin', 'agent', 'viewer', 'partner'],
  'member.manage': ['admin'],
  'team.manage': ['admin'],
  'api-key.manage': ['admin'],
}

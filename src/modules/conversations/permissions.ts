import type { Role } from '../../foundation/server/module.ts'

const everyone = ['admin', 'agent', 'viewer'] as const
const agents = ['admin', 'agent'] as const
const outside = ['partner'] as const

export const permissions = {
  /** Of the whole workspace; without it, of one's own teams. */
  'conversation.all': everyone,
  'conversation.read': [...everyone, ...outside],
  'conversation.reply': [...agents, ...outside],
  'conversation.assign': agents,
  'conversation.resolve': [...agents, ...outside],
  'conversation.label': agents,
  'conversation.move': agents,
  'event.read': agents,
} satisfies Record<string, readonly Role[]>

/** Roles whose members see every conversation. */
export const seeingAll: readonly string[] = permissions['conversation.all']

import type { z } from 'zod'
import type { Conversation, ConversationDetail, Message, Thread } from '../contract.ts'

export type ConversationRow = z.output<typeof Conversation>
export type ConversationWhole = z.output<typeof ConversationDetail>
export type MessageRow = z.output<typeof Message>
export type ThreadRow = z.output<typeof Thread>

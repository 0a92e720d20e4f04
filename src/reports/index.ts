import conversationsByDay from './conversations-by-day/report.ts'
import firstReplyTime from './first-reply-time/report.ts'
import type { Report } from './report.ts'

/** Every question that can be asked, in the order shown. */
export const reports: readonly Report[] = [conversationsByDay, firstReplyTime]

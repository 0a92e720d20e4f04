import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import { addRetention } from '../../foundation/server/retention.ts'
import { registerReceiptJob } from '../connections/index.ts'
import { addBelongings, addPersonalData, addTimelineSource } from '../customers/index.ts'
import { onScanned } from '../files/index.ts'
import { countBelongings } from './belongings.ts'
import { assign } from './commands/assign.ts'
import { reopen, resolve } from './commands/change-status.ts'
import { markRead } from './commands/mark-read.ts'
import { move, undoMove } from './commands/move.ts'
import { addNote, reply } from './commands/reply.ts'
import { retryMessage } from './commands/retry-message.ts'
import { setLabels } from './commands/set-labels.ts'
import { withdrawMessage } from './commands/withdraw-message.ts'
import * as contract from './contract.ts'
import { doubtWaiting } from './doubt-waiting.ts'
import { findForgotten } from './find-forgotten.ts'
import { checkSenders } from './jobs/check-senders.ts'
import { processReceipt } from './jobs/process-receipt.ts'
import { sendMessage } from './jobs/send-message.ts'
import { hydrate, listEvents, stream } from './live.ts'
import { sendPicture } from './mail-page/send-picture.ts'
import { showMail } from './mail-page/show-mail.ts'
import { permissions } from './permissions.ts'
import { messagesOfPerson } from './personal.ts'
import { tellPresence } from './presence.ts'
import { countConversations } from './queries/count-conversations.ts'
import { getConversation } from './queries/get-conversation.ts'
import { getRawMessage } from './queries/get-raw-message.ts'
import { listConversations } from './queries/list-conversations.ts'
import { getMessage, listMessages } from './queries/list-messages.ts'
import { openAttachedMail } from './queries/open-attached-mail.ts'
import { followCustomer } from './reactions/follow-customer.ts'
import { unassignGone } from './reactions/unassign-gone.ts'
import { conversationRetention } from './retention.ts'
import { tellScanned } from './tell-scanned.ts'
import { listMessagesOf } from './timeline.ts'

registerReceiptJob(processReceipt)
addTimelineSource(listMessagesOf, { searches: true })
onScanned(tellScanned)
addBelongings(countBelongings)
addPersonalData(messagesOfPerson)
addRetention(...conversationRetention)

export const conversationsModule: Module = {
  name: 'conversations',
  tables: [
    'conversation',
    'thread',
    'message',
    'message_file',
    'sender_check_due',
    'conversation_move',
    'conversation_label',
    'conversation_read',
    'withdrawn_reply',
  ],
  routes: [
    route(contract.listConversations, listConversations),
    route(contract.countConversations, countConversations),
    route(contract.getConversation, getConversation),
    route(contract.listMessages, listMessages),
    route(contract.getMessage, getMessage),
    route(contract.getRawMessage, getRawMessage),
    route(contract.openAttachedMail, openAttachedMail),
    route(contract.showMail, showMail),
    route(contract.sendPicture, sendPicture, { outsideTransaction: true }),
    route(contract.reply, reply),
    route(contract.addNote, addNote),
    route(contract.retryMessage, retryMessage),
    route(contract.withdrawMessage, withdrawMessage),
    route(contract.assign, assign),
    route(contract.resolve, resolve),
    route(contract.reopen, reopen),
    route(contract.setLabels, setLabels),
    route(contract.markRead, markRead),
    route(contract.move, move),
    route(contract.undoMove, undoMove),
    route(contract.tellPresence, tellPresence),
    route(contract.listEvents, listEvents),
    route(contract.stream, stream),
  ],
  readers: [followCustomer, unassignGone],
  jobs: [processReceipt, sendMessage],
  loops: [findForgotten, checkSenders],
  restored: doubtWaiting,
  hydrate,
  permissions,
}

import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import { addPersonalData } from '../customers/index.ts'
import * as contract from './contract.ts'
import { allowPages } from './cors.ts'
import { download, upload } from './files.ts'
import { takeInvitation } from './invite.ts'
import { streamVisitor, tellTyping } from './live.ts'
import { claimEmail, listMessages, sendMessage } from './messages.ts'
import { visitorsOfPerson } from './personal.ts'
import { confirmProof, identify, requestProof } from './prove.ts'
import { startVisitor } from './start-visitor.ts'
import { showVisitor, visitorOf } from './visitor-session.ts'
import { getWidget } from './widget.ts'

const uploadLimit = 10 * 1024 * 1024

addPersonalData(visitorsOfPerson)

export const webChatModule: Module = {
  name: 'web-chat',
  tables: ['visitor', 'address_proof', 'chat_invitation'],
  plugins: [allowPages],
  routes: [
    route(contract.getWidget, getWidget),
    route(contract.startVisitor, startVisitor),
    route(contract.takeInvitation, takeInvitation),
    route(contract.getVisitor, async (_ctx, _input, { request }) =>
      showVisitor(visitorOf(request)),
    ),
    route(contract.sendVisitorMessage, sendMessage),
    route(contract.listVisitorMessages, listMessages),
    route(contract.claimEmail, claimEmail),
    route(contract.requestProof, requestProof),
    route(contract.confirmProof, confirmProof),
    route(contract.identifyVisitor, identify),
    route(contract.tellTyping, tellTyping),
    route(contract.uploadVisitorFile, upload, { takesBytes: uploadLimit }),
    route(contract.downloadVisitorFile, download),
    route(contract.streamVisitor, streamVisitor),
  ],
}

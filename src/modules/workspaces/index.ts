export { createWorkspace, type NewWorkspace } from './create-workspace.ts'
export { findFirstWorkspace } from './find-first-workspace.ts'
export { getWorkspace } from './get-workspace.ts'
export { takeConversationNumber } from './take-conversation-number.ts'

/** Every query on conversations starts from here: the caller's workspace, and what of it they may see. */
export { visibleConversations as visibleTo } from '../members/index.ts'

import type { Action } from './action.ts'
import assign from './assign/action.ts'
import label from './label/action.ts'
import resolve from './resolve/action.ts'
import sendMessage from './send-message/action.ts'

/** The one list of what the product can do, in the order it is offered. */
export const actions: readonly Action[] = [assign, label, sendMessage, resolve]

import type { SendTools } from '../channel.ts'
import { detailOf, mailFailure, readError } from './failure.ts'

/** Refuses a server in the operator's own network unless that was allowed. */
export const guardServer = async (
  kind: 'imap' | 'smtp',
  host: string,
  tools: SendTools,
): Promise<void> => {
  try {
    await tools.guardHost(host)
  } catch (error) {
    const known = readError(error)
    const unknownHost = /^(ENOTFOUND|EAI_AGAIN|ENODATA)$/.test(known.code ?? '')
    throw mailFailure({
      code: unknownHost ? `${kind}.unreachable` : 'email.host_refused',
      detail: detailOf(known),
    })
  }
}

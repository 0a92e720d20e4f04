import type { SendTools } from '../channel.ts'
import { detailOf, mailFailure, readError } from './failure.ts'

/** The address to connect to. Refuses a server that the operator does not let through. */
export const guardServer = async (
  kind: 'imap' | 'smtp',
  host: string,
  tools: SendTools,
): Promise<string> => {
  try {
    return await tools.guardHost(host)
  } catch (error) {
    const known = readError(error)
    const unknownHost = /^(ENOTFOUND|EAI_AGAIN|ENODATA)$/.test(known.code ?? '')
    throw mailFailure({
      code: unknownHost ? `${kind}.unreachable` : 'email.host_refused',
      detail: detailOf(known),
    })
  }
}

import { z } from 'zod'
import type { Seal } from '../../../foundation/server/seal.ts'

/**
 * What a person asked for on a form, sealed into the link that asks them to confirm: until they do, nothing is kept of an
 * address that anybody may have typed.
 */
const SignUp = z.object({
  id: z.string(),
  workspaceId: z.string(),
  purposeId: z.string(),
  wordingId: z.string().nullable(),
  email: z.string(),
  locale: z.enum(['en', 'ja']),
  at: z.coerce.date(),
  pageUrl: z.string().optional(),
  network: z.string().optional(),
})
export type SignUp = z.output<typeof SignUp>

const kind = 'sign-up'

export const writeSignUp = (seal: Seal, asked: SignUp) =>
  seal.close(JSON.stringify({ kind, ...asked }))

/** Undefined for what we did not write, and for what was sealed for something else. */
export const readSignUp = (seal: Seal, token: unknown): SignUp | undefined => {
  if (typeof token !== 'string' || token.length > 4000 || !seal.isSealed(token)) return undefined
  try {
    const opened = JSON.parse(seal.open(token)) as { kind?: string }
    return opened.kind === kind ? SignUp.safeParse(opened).data : undefined
  } catch {
    return undefined
  }
}

import { z } from 'zod'
import { endpoint, id, none, time } from '../../../foundation/shared/endpoint.ts'

/** As typed: six figures of the app, or a recovery code; full-width, grouped or in small letters. */
const code = z.string().trim().min(1).max(60)
const password = z.string().max(200)

/** What an authenticator app takes: typed, or drawn as a QR code. */
export const Offer = z.object({ secret: z.string(), uri: z.string() })
/** Shown once. */
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) })

export const getSecondFactor = endpoint({
  method: 'GET',
  path: '/api/v1/me/second-factor',
  allow: 'signed-in',
  summary: "Whether one's own sign-in asks for a second factor",
  input: none,
  output: z.object({
    since: time.nullable(),
    recoveryCodes: z.number().int(),
    required: z.boolean(),
  }),
})
/** Errors: `password.wrong`, `sign_in.too_many`. */
export const beginSecondFactor = endpoint({
  method: 'POST',
  path: '/api/v1/me/second-factor',
  allow: 'signed-in',
  summary: 'Offers a secret for an authenticator app; one in use stays in use until confirmed',
  input: z.object({ password }),
  output: Offer,
})
/** Ends the other sessions. Errors: `second_factor.not_begun`, `second_factor.wrong`, `second_factor.too_many`. */
export const confirmSecondFactor = endpoint({
  method: 'POST',
  path: '/api/v1/me/second-factor/confirm',
  allow: 'signed-in',
  audits: ['two_factor.turned_on'],
  summary: 'Takes it into use, by its first code',
  input: z.object({ code }),
  output: RecoveryCodes,
})
/** Errors: `password.wrong`, `second_factor.required`. */
export const disableSecondFactor = endpoint({
  method: 'POST',
  path: '/api/v1/me/second-factor/disable',
  allow: 'signed-in',
  audits: ['two_factor.turned_off'],
  summary: 'Goes back to the password alone',
  input: z.object({ password }),
  output: none,
})
/** Errors: `password.wrong`, `second_factor.not_begun`. */
export const renewRecoveryCodes = endpoint({
  method: 'POST',
  path: '/api/v1/me/recovery-codes',
  allow: 'signed-in',
  audits: ['two_factor.codes_renewed'],
  summary: 'New recovery codes in place of all before',
  input: z.object({ password }),
  output: RecoveryCodes,
})

/** Errors: `second_factor.wrong`, `second_factor.too_many`, `sign_in.begin_again`. */
export const enterCode = endpoint({
  method: 'POST',
  path: '/api/v1/sign-in/code',
  allow: 'public',
  audits: ['sign_in.succeeded', 'sign_in.failed', 'two_factor.code_used'],
  summary: 'After the password: a code of the app, or a recovery code',
  input: z.object({ code }),
  output: none,
})
/** Errors: `sign_in.begin_again`. */
export const beginAtDoor = endpoint({
  method: 'POST',
  path: '/api/v1/sign-in/second-factor',
  allow: 'public',
  summary: 'After the password, where the workspace asks for a second factor: offers a secret',
  input: none,
  output: Offer,
})
/** Errors: `second_factor.wrong`, `second_factor.too_many`, `sign_in.begin_again`. */
export const confirmAtDoor = endpoint({
  method: 'POST',
  path: '/api/v1/sign-in/second-factor/confirm',
  allow: 'public',
  audits: ['two_factor.turned_on', 'sign_in.succeeded'],
  summary: 'Takes it into use and signs in',
  input: z.object({ code }),
  output: RecoveryCodes,
})

/** Errors: `member.missing`, `second_factor.none`, `second_factor.elsewhere`. */
export const resetSecondFactor = endpoint({
  method: 'POST',
  path: '/api/v1/members/:id/second-factor/reset',
  allow: 'member.manage',
  audits: ['two_factor.reset'],
  summary: 'Takes a lost second factor away and signs the member out',
  input: z.object({ id }),
  output: none,
})

/** Ends the other sessions; this one goes on under a new cookie. Errors: `password.wrong`, `sign_in.too_many`. */
export const changePassword = endpoint({
  method: 'POST',
  path: '/api/v1/me/password',
  allow: 'signed-in',
  audits: ['password.changed'],
  summary: "Changes one's own password",
  input: z.object({
    current: z.string().max(200),
    password: z.string().min(8).max(200),
  }),
  output: none,
})

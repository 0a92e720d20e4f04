import type { OutputOf } from '../../../foundation/shared/endpoint.ts'
import type { getMe } from '../../../modules/members/contract.ts'

export type MeNow = OutputOf<typeof getMe>

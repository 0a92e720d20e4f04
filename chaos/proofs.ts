import type { Benchmark } from '../bench/figure.ts'
import { diskFull } from './disk-full.ts'
import { erasure } from './erasure/erasure.ts'
import { fuzz } from './fuzz/fuzz.ts'
import { horizon } from './horizon/horizon.ts'
import { killDatabase } from './kill-database.ts'
import { killInbound } from './kill-inbound.ts'
import { live } from './live/live.ts'
import { outbound } from './outbound/outbound.ts'
import { restore } from './restore/restore.ts'
import { soak } from './soak/soak.ts'

/** In the order of the table of proofs. */
export const proofs: readonly Benchmark[] = [
  killInbound,
  killDatabase,
  diskFull,
  live,
  horizon,
  outbound,
  restore,
  erasure,
  fuzz,
  soak,
]

import { runAll } from '../bench/run-all.ts'
import { proofs } from './proofs.ts'

await runAll(proofs, 'short')

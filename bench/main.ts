import { benchmarks } from './benchmarks.ts'
import { runAll } from './run-all.ts'

await runAll(benchmarks, 'full')

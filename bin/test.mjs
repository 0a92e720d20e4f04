import { prepare } from './prepare.mjs'
import { continueWith } from './steps/shipped-node.mjs'

await prepare({ dev: true, build: true })
await continueWith('node_modules/vitest/vitest.mjs', ['run', ...process.argv.slice(2)])

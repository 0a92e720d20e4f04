import { prepare } from './prepare.mjs'
import { continueWith, endWithParent } from './steps/shipped-node.mjs'

await prepare({ build: true })
endWithParent()
await continueWith('src/main.ts', process.argv.slice(2))

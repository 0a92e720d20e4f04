import { prepare } from './prepare.mjs'
import { stopWith } from './steps/say.mjs'
import { continueWith, endWithParent } from './steps/shipped-node.mjs'

const [file, ...args] = process.argv.slice(2)
if (!file) stopWith('Usage: node bin/run.mjs FILE [arguments]')
await prepare()
endWithParent()
await continueWith(file, args)

import { prepare } from './prepare.mjs'
import { run, shippedNode } from './steps/shipped-node.mjs'

await prepare({ dev: true, build: true })
const node = shippedNode()
const builds = run(node, ['bin/build.mjs', '--watch'])
const server = run(node, ['--watch', '--watch-preserve-output', 'src/main.ts'])
await Promise.all([builds, server])

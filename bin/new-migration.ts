/** `npm run db:new -- add-something`: makes the next numbered file in `migrations/`. */
import { readdirSync, writeFileSync } from 'node:fs'

const [name] = process.argv.slice(2)
if (!name || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
  console.error('Usage: npm run db:new -- name-in-lower-case, for example add-labels')
  process.exit(1)
}

const folder = new URL('../migrations/', import.meta.url)
const last = Math.max(0, ...readdirSync(folder).map((file) => Number.parseInt(file, 10) || 0))
const file = `${String(last + 1).padStart(4, '0')}_${name}.sql`
writeFileSync(new URL(file, folder), `-- ${name.replaceAll('-', ' ')}\n\n`, { flag: 'wx' })
console.log(`migrations/${file}`)

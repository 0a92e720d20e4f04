import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** Builds each folder of src/apps that has a vite.config.ts; `--watch` goes on building. Each says in its config where to. */
const root = fileURLToPath(new URL('..', import.meta.url))
const watch = process.argv.includes('--watch') ? {} : null

for (const name of readdirSync(join(root, 'src', 'apps')).sort()) {
  const folder = join(root, 'src', 'apps', name)
  const configFile = join(folder, 'vite.config.ts')
  if (existsSync(configFile))
    await build({ configFile, root: folder, logLevel: 'warn', build: { watch } })
}

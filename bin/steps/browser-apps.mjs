import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { onlyOne } from './only-one.mjs'
import { stopWith, withProgress } from './say.mjs'
import { root, run, shippedNode } from './shipped-node.mjs'

const hashFile = join(root, 'dist', '.hash')
const apps = join(root, 'src', 'apps')

/** Builds the browser apps when something that they are made of changed since the last build. */
export const buildIfChanged = async () => {
  if (!existsSync(apps) || isBuilt()) return
  await onlyOne(join(root, 'dist', '.preparing'), async () => {
    if (isBuilt()) return
    const hash = hashSources()
    await withProgress('Building the browser apps', build)
    writeFileSync(hashFile, hash)
  })
}

const isBuilt = () => existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hashSources()

const build = async () => {
  const { code } = await run(shippedNode(), ['bin/build.mjs'], { stdio: ['ignore', 2, 2] })
  if (code !== 0) stopWith('The browser apps could not be built; the reason is above.')
}

const isSource = (path) =>
  /^(apps\/|modules\/[^/]+\/(contract\.ts|desk\/)|foundation\/(shared|browser)\/)/.test(path)
    ? !/\.test\.tsx?$/.test(path)
    : /(^|\/)texts\.\w+\.json$/.test(path)

const hashSources = () => {
  const hash = createHash('sha256')
  const inSrc = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath ?? entry.path, entry.name)
        .slice(root.length)
        .split(sep)
        .join('/'),
    )
    .filter((path) => isSource(path.replace(/^src\//, '')))
  const others = ['vite.config.ts', 'package-lock.json', 'bin/build.mjs']
  for (const path of [...inSrc.sort(), ...others.filter((path) => existsSync(join(root, path)))])
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0')
  return hash.digest('hex')
}

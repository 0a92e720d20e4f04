import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join, sep } from 'node:path'
import { onlyOne } from './only-one.mjs'
import { checkPlatform } from './platform.mjs'
import { stopWith, withProgress } from './say.mjs'
import { root, run } from './shipped-node.mjs'

const lockFile = join(root, 'package-lock.json')
const modules = join(root, 'node_modules')
const marker = join(modules, '.engawa-lock')

/** Brings node_modules in line with package-lock.json; `dev` asks for the tools of tests and checks too. */
export const installIfChanged = async ({ dev }) => {
  if (isInstalled(dev) || adoptInstall(dev)) return
  checkPlatform()
  await onlyOne(join(root, 'dist', '.preparing'), async () => {
    if (isInstalled(dev) || adoptInstall(dev)) return
    await withProgress('Installing packages (about 600 MB, once)', () => install(dev))
    mark(dev)
  })
}

const fingerprint = () =>
  createHash('sha256')
    .update(readFileSync(existsSync(lockFile) ? lockFile : join(root, 'package.json')))
    .digest('hex')

const isInstalled = (dev) => {
  const [hash, extent] = existsSync(marker) ? readFileSync(marker, 'utf8').split(' ') : []
  return hash === fingerprint() && (extent === 'all' || !dev)
}

const mark = (dev) => writeFileSync(marker, `${fingerprint()} ${dev ? 'all' : 'production'}`)

/** What somebody installed by hand counts, when it is what the lock file says. */
const adoptInstall = (dev) => {
  const found = readPackages(join(modules, '.package-lock.json'))
  const wanted = readPackages(lockFile)
  if (!found || !wanted) return false
  const complete = (withDev) =>
    Object.entries(wanted).every(
      ([path, { version, optional, dev }]) =>
        path === '' || optional || (dev && !withDev) || found[path]?.version === version,
    ) && existsSync(join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node'))
  const all = complete(true)
  if (!all && (dev || !complete(false))) return false
  // A folder that cannot be written is compared at each start instead.
  try {
    mark(all)
  } catch {}
  return true
}

const readPackages = (file) =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined

const install = async (dev) => {
  const { code } = await run(
    'npm',
    [
      existsSync(lockFile) ? 'ci' : 'install',
      '--loglevel=error',
      '--no-audit',
      '--no-fund',
      '--include=optional',
      ...(dev ? ['--include=dev'] : []),
    ],
    {
      stdio: ['ignore', 2, 2],
      // npm must not run on the Node that it is about to remove.
      env: { ...process.env, PATH: withoutOurs(process.env.PATH ?? '') },
      shell: process.platform === 'win32',
    },
  ).catch((error) => stopWith(`npm could not be started (${error.message}); it comes with Node.`))
  if (code !== 0)
    stopWith(
      'npm could not install the packages; what it said is above. Check the network, then start again.',
    )
}

const withoutOurs = (path) =>
  path
    .split(delimiter)
    .filter((folder) => !folder.startsWith(modules + sep))
    .join(delimiter)

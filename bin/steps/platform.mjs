import { stopWith } from './say.mjs'

/** Engawa brings its own Node and PostgreSQL; they exist for these. */
const supported = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64']

export const checkPlatform = () => {
  if (Number(process.versions.node.split('.')[0]) < 20)
    stopWith(`Engawa needs Node 20 or newer to start; this is Node ${process.versions.node}.`)
  const platform = `${process.platform}-${process.arch}`
  if (!supported.includes(platform))
    stopWith(`Engawa does not run on ${platform}; it runs on ${supported.join(', ')}.`)
  if (process.platform === 'linux' && !usesGlibc())
    stopWith(
      'Engawa does not run on Linux with musl (Alpine), because its Node and PostgreSQL need glibc. Use Debian, Ubuntu, Fedora or an image built on one of them.',
    )
}

const usesGlibc = () => {
  // Naming the machine's network interfaces may take seconds.
  process.report.excludeNetwork = true
  return Boolean(process.report.getReport().header.glibcVersionRuntime)
}

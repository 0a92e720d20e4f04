import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openDataFolder } from './data-folder.ts'

const parent = mkdtempSync(join(tmpdir(), 'engawa-folder-'))
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(parent, { recursive: true, force: true })
})

/** Another process that holds the folder until it is killed. */
const holdElsewhere = async (folder: string) => {
  const module = new URL('data-folder.ts', import.meta.url).href
  const script = `const { openDataFolder } = await import(${JSON.stringify(module)})
    openDataFolder(${JSON.stringify(folder)}); process.stdout.write('held'); setInterval(() => {}, 60_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await once(child.stdout!, 'data')
  return child
}

test('a new data folder is private to its owner', () => {
  const { path, release } = openDataFolder(join(parent, 'new', 'data'))
  expect(statSync(path).mode & 0o777).toBe(0o700)
  release()
})

test('a second process is refused with the process id of the first, until the first is killed', async () => {
  const folder = join(parent, 'shared')
  const first = await holdElsewhere(folder)
  expect(() => openDataFolder(folder)).toThrow(
    expect.objectContaining({
      code: 'start.folder_in_use',
      message: expect.stringContaining(`process ${first.pid}`),
    }),
  )
  first.kill('SIGKILL')
  await once(first, 'exit')
  openDataFolder(folder).release()
})

test('a folder is held once in one process as well, and free again after release', () => {
  const folder = join(parent, 'twice')
  const { release } = openDataFolder(folder)
  expect(() => openDataFolder(folder)).toThrow(
    expect.objectContaining({ code: 'start.folder_in_use' }),
  )
  release()
  openDataFolder(folder).release()
})

test('a file in the place of the folder is named in a sentence', () => {
  const { release } = openDataFolder(parent)
  writeFileSync(join(parent, 'file'), '')
  expect(() => openDataFolder(join(parent, 'file'))).toThrow(
    /should be a folder, but a file is in its place/,
  )
  release()
})

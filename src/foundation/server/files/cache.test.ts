import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openFolderCache } from './cache.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engawa-cache-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const hour = 60 * 60_000

test('what was put in is there again, under its own key only', async () => {
  const cache = openFolderCache(join(folder, 'deep', 'er'), { mostBytes: 1000, mostMs: hour })
  await cache.put('../../a', Buffer.from('one'))
  expect((await cache.get('../../a'))?.toString()).toBe('one')
  expect(await cache.get('b')).toBeUndefined()
})

test('it holds no more than it may, and the oldest goes first', async () => {
  const cache = openFolderCache(folder, { mostBytes: 250, mostMs: hour })
  await cache.put('a', Buffer.alloc(100))
  const [first] = await readdir(folder)
  await utimes(join(folder, first!), new Date(Date.now() - 5000), new Date(Date.now() - 5000))
  await cache.put('b', Buffer.alloc(100))
  await cache.put('c', Buffer.alloc(100))
  expect(await readdir(folder)).toHaveLength(2)
  expect(await cache.get('a')).toBeUndefined()
  expect(await cache.get('c')).toHaveLength(100)
})

test('it forgets what is too old', async () => {
  const cache = openFolderCache(folder, { mostBytes: 1000, mostMs: hour })
  await cache.put('a', Buffer.from('one'))
  const [name] = await readdir(folder)
  const old = new Date(Date.now() - 2 * hour)
  await utimes(join(folder, name!), old, old)
  expect(await cache.get('a')).toBeUndefined()
  await cache.put('b', Buffer.from('two'))
  expect(await readdir(folder)).toHaveLength(1)
})

test('a folder that cannot be written to is no failure', async () => {
  await writeFile(join(folder, 'file'), '')
  const cache = openFolderCache(join(folder, 'file', 'below'), { mostBytes: 1000, mostMs: hour })
  await cache.put('a', Buffer.from('one'))
  expect(await cache.get('a')).toBeUndefined()
})

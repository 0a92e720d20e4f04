import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createSeal } from './seal.ts'
import { findSecrets, followSecrets, readSecrets, writeSecrets } from './secret-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'engawa-secret-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const [first, second] = ['the first of two secrets', 'the second of two secrets']
const both = () => ({ now: second, old: [first] })

test('what is sealed opens with its own key only, and names the key', () => {
  const seal = createSeal(first)
  const sealed = seal.close('打ち明け話')
  expect(sealed).toMatch(new RegExp(`^sealed:2:${seal.keyId()}:`))
  expect(sealed).not.toContain(first)
  expect([seal.open(sealed), seal.isSealed(sealed), seal.isCurrent(sealed)]).toEqual([
    '打ち明け話',
    true,
    true,
  ])
  expect(seal.close('打ち明け話')).not.toBe(sealed)
  expect(() => createSeal(second).open(sealed)).toThrow('secret.unreadable')
  for (const damaged of [
    sealed.slice(0, -2),
    `${sealed.slice(0, 30)}A${sealed.slice(31)}x`,
    'sealed:2:',
  ])
    expect(() => seal.open(damaged)).toThrow('secret.unreadable')
  expect([seal.isSealed('sealed: with a kiss'), seal.isSealed('sealed:3:x:y')]).toEqual([
    false,
    false,
  ])
})

test('with an old secret beside the new, the old still opens and the new one seals', () => {
  const old = createSeal(first).close('kept')
  const seal = createSeal(both)
  expect([seal.open(old), seal.isCurrent(old)]).toEqual(['kept', false])
  expect(createSeal(second).open(seal.close('new'))).toBe('new')
})

test('signatures of an earlier secret are recognised, also after it has gone', () => {
  const signed = createSeal(first).sign('channel:w', 'a reply of years ago')
  const between = createSeal(both)
  expect(between.verify('channel:w', 'a reply of years ago', signed)).toBe(true)
  expect(between.sign('channel:w', 'x')).toBe(createSeal(second).sign('channel:w', 'x'))

  const after = createSeal(second)
  expect(after.verify('channel:w', 'a reply of years ago', signed)).toBe(false)
  after.recall(between.oldRoots())
  expect(after.verify('channel:w', 'a reply of years ago', signed)).toBe(true)
  expect(after.verify('channel:other', 'a reply of years ago', signed)).toBe(false)
  expect(after.verify('channel:w', 'another', signed)).toBe(false)
  expect(() => after.open(createSeal(first).close('x'))).toThrow('secret.unreadable')

  // A process that was there through the rotation needs nobody to tell it.
  let now = { now: first, old: [] as string[] }
  const through = createSeal(() => now)
  through.sign('any', 'thing')
  now = { now: second, old: [] }
  expect(through.verify('channel:w', 'a reply of years ago', signed)).toBe(true)
})

const source = { secret: undefined, oldSecret: undefined, dataFolder: folder }

test('the secret in the folder is made once, private and whole, and a change of it is followed', async () => {
  expect(findSecrets(source)).toBeUndefined()
  const made = readSecrets(source)
  expect(made.now).toMatch(/^[\w-]{43}$/)
  expect(readSecrets(source)).toEqual(made)
  if (process.platform !== 'win32')
    expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['secret'])

  const follow = followSecrets(source)
  expect(follow()).toEqual(made)
  const follower = createSeal(follow)
  writeSecrets(folder, { now: second, old: [made.now] })
  const beside = createSeal(() => ({ now: second, old: [made.now] })).close('rotated just now')
  expect(follower.open(beside)).toBe('rotated just now')
  expect(readFileSync(join(folder, 'secret'), 'utf8')).toBe(`${second}\n${made.now}\n`)
  await expect.poll(() => follow(), { timeout: 40_000 }).toEqual({ now: second, old: [made.now] })
  rmSync(join(folder, 'secret'))
  expect(follow().now).toBe(second)
})

test('a secret from the environment goes before the file, with the old one beside it', () => {
  const given = { secret: first, oldSecret: second, dataFolder: folder }
  expect(readSecrets(given)).toEqual({ now: first, old: [second] })
  expect(followSecrets({ ...given, oldSecret: first })()).toEqual({ now: first, old: [] })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { readConfig } from '../../../foundation/server/config.ts'
import { eicar, startFakeClamd } from '../testing/fake-clamd.ts'
import { askVersion, scanStream } from './clamd.ts'

const addressOf = (setting: string) => readConfig({ ENGAWA_CLAMD: setting }).clamd!
const never = new AbortController().signal
const parts = (...texts: string[]) => Readable.from(texts.map((text) => Buffer.from(text)))

test('a file goes to clamd in pieces, over TCP and over a socket of the file system', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'engawa-clamd-'))
  for (const at of [0, join(folder, 'clamd.ctl')]) {
    const clamd = await startFakeClamd({ at })
    const address = addressOf(clamd.address)
    expect(await scanStream(address, parts('hello ', 'world'), never)).toEqual({ state: 'clean' })
    expect(await scanStream(address, parts(), never)).toEqual({ state: 'clean' })
    const cut = parts('text ', eicar.slice(0, 20), eicar.slice(20))
    expect(await scanStream(address, cut, never)).toEqual({
      state: 'infected',
      finding: 'Eicar-Test-Signature',
    })
    expect(await askVersion(address, never)).toMatch(/^ClamAV 1\.4\.2\//)
    await clamd.stop()
  }
  rmSync(folder, { recursive: true })
})

test('a file that clamd finds too large, and answers in the middle of, is told from one it could not be asked about', async () => {
  const clamd = await startFakeClamd({ mostBytes: 100_000 })
  const address = addressOf(clamd.address)
  const large = Readable.from(Array.from({ length: 200 }, () => Buffer.alloc(64 * 1024)))
  expect(await scanStream(address, large, never)).toEqual({
    state: 'unscannable',
    finding: 'too-large',
  })
  clamd.behave('breaks')
  await expect(scanStream(address, parts('x'), never)).rejects.toThrow('broke off')
  clamd.behave('silent')
  const soon = AbortSignal.timeout(50)
  await expect(scanStream(address, parts('x'), soon)).rejects.toThrow()
  await clamd.stop()
  await expect(scanStream(address, parts('x'), never)).rejects.toThrow('ECONNREFUSED')
})

test('a file that cannot be read to its end is not called clean', async () => {
  const clamd = await startFakeClamd()
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('half')
      throw new Error('disk')
    })(),
  )
  await expect(scanStream(addressOf(clamd.address), broken, never)).rejects.toThrow('disk')
  await clamd.stop()
})

test('the setting takes a host and port or a path, and nothing else', () => {
  expect(addressOf('clamav:3310')).toEqual({ host: 'clamav', port: 3310 })
  expect(addressOf('[::1]:3310')).toEqual({ host: '::1', port: 3310 })
  expect(addressOf('unix:/run/clamd.ctl')).toEqual({ path: '/run/clamd.ctl' })
  expect(addressOf('')).toBeUndefined()
  for (const wrong of ['clamav', 'clamav:0', 'http://clamav:3310', 'a:99999'])
    expect(() => addressOf(wrong)).toThrow('config.invalid')
})

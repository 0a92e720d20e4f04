import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Channel, HandTools, OutgoingMessage, ParsedInput, SendResult } from './channel.ts'
import { isParseError } from './parse-error.ts'

type Outcome = SendResult['outcome']

/** A provider that the tests own. */
export type ProviderFake<S> = {
  /** Settings that lead to the fake. */
  settings: S
  /** Makes the next send end so. A channel that cannot end in an outcome leaves it out. */
  arrange: Partial<Record<Outcome, () => void | Promise<void>>>
  /** How many messages it will deliver, whether or not it said so. */
  taken: () => number
  stop: () => Promise<void>
}

export type ContractInput<S> = {
  /** Raw inputs as the provider sends them, by name. */
  fixtures: Record<string, Uint8Array>
  /** What an administrator would enter, complete and right. */
  settings: unknown
  /** Every code that the channel reports. */
  codes: readonly string[]
  /** Of a channel that nobody is offered, and whose folder therefore has none. */
  texts?: Record<'en' | 'ja', Record<string, string>>
  fake: () => Promise<ProviderFake<S>>
}

const FUZZ_ROUNDS = 400

/** Mulberry32: small, seeded, the same everywhere. */
const createRandom = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below)
  }
}

/** A copy with some bytes changed, a piece cut out, or a piece repeated. */
const damage = (raw: Uint8Array, random: (below: number) => number): Uint8Array => {
  let bytes = Buffer.from(raw)
  for (let times = 1 + random(4); times > 0; times--) {
    const at = random(bytes.length + 1)
    const length = random(Math.min(200, bytes.length) + 1)
    const kind = random(4)
    if (kind === 0) for (let index = at; index < at + length; index += 7) bytes[index] = random(256)
    if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
    if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])
    if (kind === 3) bytes = bytes.subarray(0, at)
  }
  return bytes
}

const readTexts = (key: string, locale: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`./${key}/texts.${locale}.json`, import.meta.url), 'utf8'))

const valueAt = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inner, key) =>
        inner && typeof inner === 'object'
          ? Object.entries(inner).find(([name]) => name === key)?.[1]
          : undefined,
      value,
    )

const withValue = (value: unknown, [key = '', ...rest]: string[], next: unknown): unknown => ({
  ...(value && typeof value === 'object' ? value : {}),
  [key]: rest.length ? withValue(valueAt(value, key), rest, next) : next,
})

const expectSound = (parsed: ParsedInput) => {
  if (parsed.kind !== 'message') return
  expect(parsed.providerId).not.toBe('')
  expect(parsed.from.value).not.toBe('')
  expect(parsed.newTextLength).toBeGreaterThanOrEqual(0)
  expect(parsed.newTextLength).toBeLessThanOrEqual(parsed.text.length)
  for (const text of [parsed.text, parsed.subject, parsed.html ?? '', parsed.from.name ?? ''])
    expect(text.includes('\0') || !text.isWellFormed()).toBe(false)
  for (const { name } of parsed.attachments) expect(name).toMatch(/^[^/\\]+$/)
}

const message = (id: string): OutgoingMessage => ({
  id,
  sendKey: id,
  fromName: 'Shop\r\nBcc: evil@evil.example',
  to: [{ address: 'hanako@customer.example', name: '花子' }],
  cc: [],
  subject: 'Re: ご注文\r\nX-Evil: 1',
  text: 'お待たせしました。\nHello.',
  locale: 'ja',
  attachments: [],
  references: [],
})

const createTools = (handingOver = async () => {}): HandTools => ({
  handingOver,
  signal: new AbortController().signal,
  sign: (text) => Buffer.from(`signed ${text}`).toString('base64url'),
  guardHost: async (host) => host,
  fetch: () => Promise.reject(new Error('no network here')),
  token: () => Promise.reject(new Error('no token here')),
})

/** The tests that every channel must pass. */
export const describeChannel = <S>(channel: Channel<S>, input: ContractInput<S>): void => {
  describe(`the channel ${channel.key}`, () => {
    const settings = () => channel.settings.parse(input.settings)

    describe('settings', () => {
      it('takes what an administrator enters, and what it made of it', () => {
        expect(channel.settings.parse(settings())).toEqual(settings())
        expect(channel.address(settings())).not.toBe('')
      })

      it.each(channel.form)('knows the field $path of its form', ({ path, required, kind }) => {
        const wrong = channel.settings.safeParse(
          withValue(input.settings, path.split('.'), { a: 1 }),
        )
        expect(wrong.success).toBe(false)
        if (required && kind !== 'switch' && kind !== 'number')
          expect(
            channel.settings.safeParse(withValue(input.settings, path.split('.'), undefined))
              .success,
          ).toBe(false)
      })

      it('marks secrets as secret, gives them no initial value, and does not show them in its address', () => {
        for (const { path, kind, initial } of channel.form) {
          const isSecret = /password|secret|token(?!url)|apikey|privatekey/i.test(path)
          expect(kind === 'secret', path).toBe(isSecret)
          if (!isSecret) continue
          expect(initial).toBeUndefined()
          const secret = String(valueAt(settings(), path) ?? '')
          if (secret) expect(channel.address(settings())).not.toContain(secret)
        }
      })
    })

    describe('texts', () => {
      const languages = (['en', 'ja'] as const).map((locale) => ({
        locale,
        texts: input.texts?.[locale] ?? readTexts(channel.key, locale),
      }))

      it.each(languages)(
        'are there in $locale for the name, every field and every code',
        ({ texts }) => {
          const prefix = `channel.${channel.key}`
          const wanted = [
            `${prefix}.name`,
            ...channel.form.map(({ path }) => `${prefix}.${path}`),
            ...input.codes.map((code) => `${prefix}.error.${code}`),
          ]
          for (const id of wanted) expect(texts[id]?.trim(), id).toBeTruthy()
        },
      )

      it('have the same ids and placeholders in both languages, and no code that nothing reports', () => {
        const [english, japanese] = languages.map(({ texts }) => texts)
        expect(Object.keys(japanese ?? {})).toEqual(Object.keys(english ?? {}))
        const placeholders = (text = '') => (text.match(/\{\w+/g) ?? []).sort()
        for (const [id, text] of Object.entries(english ?? {}))
          expect(placeholders(japanese?.[id]), id).toEqual(placeholders(text))
        const errors = Object.keys(english ?? {}).filter((id) => id.includes('.error.'))
        expect(errors.map((id) => id.split('.error.')[1]).sort()).toEqual([...input.codes].sort())
      })
    })

    describe('parse', () => {
      afterEach(() => {
        vi.useRealTimers()
      })
      const names = Object.keys(input.fixtures)

      it.each(names)('reads %s, and the same bytes the same way at any time', async (name) => {
        const raw = input.fixtures[name] ?? new Uint8Array()
        const copy = Uint8Array.from(raw)
        const first = await channel.parse(raw, settings())
        vi.useFakeTimers({ now: new Date('2031-05-05T05:05:05Z'), toFake: ['Date'] })
        expect(await channel.parse(Uint8Array.from(copy), settings())).toEqual(first)
        expect(Buffer.compare(copy, raw), 'the input was changed').toBe(0)
        expectSound(first)
      })

      it('answers to damaged input with a message or a coded error, never with anything else', async () => {
        const random = createRandom(20261121)
        for (let round = 0; round < FUZZ_ROUNDS; round++) {
          const raw = input.fixtures[names[random(names.length)] ?? ''] ?? new Uint8Array()
          try {
            expectSound(await channel.parse(damage(raw, random), settings()))
          } catch (error) {
            if (!isParseError(error)) throw error
            expect(input.codes).toContain(error.code)
          }
        }
      }, 60_000)

      it('answers to noise with a coded error or with nothing to do', async () => {
        const random = createRandom(7)
        for (const length of [0, 1, 2, 10, 1000, 100_000]) {
          const noise = Uint8Array.from({ length }, () => random(256))
          const result = await channel.parse(noise, settings()).catch((error: unknown) => {
            if (!isParseError(error)) throw error
            return error
          })
          expect(result).toBeDefined()
        }
      })
    })

    describe('send', () => {
      let fake: ProviderFake<S>
      beforeAll(async () => {
        fake = await input.fake()
      })
      afterAll(async () => {
        await fake?.stop()
      })

      it.each(['sent', 'retry', 'failed', 'unknown'] as const)('tells %s', async (outcome) => {
        const arrange = fake.arrange[outcome]
        if (!arrange) return
        await arrange()
        const result = await channel.send(fake.settings, message(`m-${outcome}`), createTools())
        expect(result.outcome).toBe(outcome)
        if (result.outcome === 'sent') expect(result.providerId).not.toBe('')
        else expect(input.codes).toContain(result.code)
      })

      it.each(['sent', 'unknown'] as const)(
        'says that it hands over before the provider can have it (%s)',
        async (outcome) => {
          const arrange = fake.arrange[outcome]
          if (!arrange) return
          await arrange()
          const before = fake.taken()
          const takenWhenTold: number[] = []
          const tools = createTools(async () => void takenWhenTold.push(fake.taken() - before))
          await channel.send(fake.settings, message(`m-told-${outcome}`), tools)
          expect(takenWhenTold).toEqual([0])
        },
      )

      it('hands nothing over when it may not, and can be tried again', async () => {
        await fake.arrange.sent?.()
        const before = fake.taken()
        const tools = createTools(() => Promise.reject(new Error('somebody else has it')))
        const { outcome } = await channel.send(fake.settings, message('m-kept'), tools)
        expect(outcome).toBe('retry')
        await channel.send(fake.settings, message('m-after'), createTools())
        expect(fake.taken() - before).toBe(1)
      })

      it('is one message however often it comes, where the provider recognises repeats', async () => {
        if (!channel.recognisesRepeats) return
        await fake.arrange.unknown?.()
        await channel.send(fake.settings, message('m-twice'), createTools())
        await fake.arrange.sent?.()
        const before = fake.taken()
        const first = await channel.send(fake.settings, message('m-twice'), createTools())
        const second = await channel.send(fake.settings, message('m-twice'), createTools())
        expect(first.outcome).toBe('sent')
        expect(second).toEqual(first)
        expect(fake.taken() - before).toBeLessThanOrEqual(1)
      })

      it('does not throw when it is stopped before it begins', async () => {
        await fake.arrange.sent?.()
        const tools = { ...createTools(), signal: AbortSignal.abort() }
        const { outcome } = await channel.send(fake.settings, message('m-2'), tools)
        expect(['retry', 'unknown']).toContain(outcome)
      })

      it('does not throw when an attachment cannot be read', async () => {
        if (!channel.can.attachments) return
        await fake.arrange.sent?.()
        const read = () => Promise.reject(new Error('the file is gone'))
        const broken = { ...message('m-3'), attachments: [{ name: 'a', type: 'text/plain', read }] }
        const { outcome } = await channel.send(fake.settings, broken, createTools())
        expect(['retry', 'failed']).toContain(outcome)
      })
    })
  })
}

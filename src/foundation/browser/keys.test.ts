import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { listenForKeys } from './keys.ts'

class Field extends EventTarget {
  readonly isContentEditable = false
  readonly kind: string
  constructor(kind: string) {
    super()
    this.kind = kind
  }
  matches(selector: string) {
    return selector.includes(this.kind)
  }
  closest() {
    return null
  }
}

const ran: string[] = []
const command = (keys: string) => ({ keys, run: () => ran.push(keys) })
const commands = ['j', 'g i', 'i', '?', 'mod+k', 'shift+enter'].map(command)

let stop = () => {}
let page: EventTarget
let clock = 0

beforeEach(() => {
  ran.length = 0
  page = new EventTarget()
  vi.stubGlobal('HTMLElement', Field)
  vi.stubGlobal('Element', Field)
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
})
afterEach(() => {
  stop()
  vi.unstubAllGlobals()
})

const press = (key: string, more: Record<string, unknown> = {}, target = new Field('div')) => {
  clock += 100
  const event = new Event('keydown', { cancelable: true })
  const own = { key, keyCode: 0, timeStamp: clock, composedPath: () => [target], ...more }
  for (const [name, value] of Object.entries(own)) Object.defineProperty(event, name, { value })
  page.dispatchEvent(event)
  return event
}

test('a key runs its command, and two keys of a pair run theirs', () => {
  stop = listenForKeys(() => commands, true)
  expect(press('j').defaultPrevented).toBe(true)
  press('g')
  press('i')
  press('i')
  press('?', { shiftKey: true })
  expect(ran).toEqual(['j', 'g i', 'i', '?'])
})

test('a pair that comes too late is two single keys', () => {
  stop = listenForKeys(() => commands, true)
  press('g')
  clock += 5_000
  press('i')
  expect(ran).toEqual(['i'])
})

test('while one types, only keys with ⌘ or Ctrl work', () => {
  stop = listenForKeys(() => commands, true)
  press('j', {}, new Field('textarea'))
  press('k', { ctrlKey: true }, new Field('textarea'))
  expect(ran).toEqual(['mod+k'])
})

test('nothing works during a kana conversion', () => {
  stop = listenForKeys(() => commands, true)
  press('j', { isComposing: true })
  press('j', { keyCode: 229 })
  expect(ran).toEqual([])
})

test('single keys can be switched off', () => {
  stop = listenForKeys(() => commands, false)
  press('j')
  press('k', { metaKey: true })
  expect(ran).toEqual(['mod+k'])
})

test('of two commands with the same key, the later one runs', () => {
  const later = { keys: 'j', run: () => ran.push('later') }
  stop = listenForKeys(() => [...commands, later], true)
  press('j')
  expect(ran).toEqual(['later'])
})

import { isComposing } from './ime.ts'

type Keyed = { keys?: string; run: () => void }

/** A second key of a pair such as `g i` must come within this. */
const pairMs = 1_200

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=button])'))

/** Letters and signs as the layout gives them; names of other keys in small letters. */
const nameOf = (event: KeyboardEvent) => {
  const key = event.key.toLowerCase()
  const mod = event.metaKey || event.ctrlKey ? 'mod+' : ''
  const alt = event.altKey ? 'alt+' : ''
  const shift = event.shiftKey && (mod || alt || key.length > 1) ? 'shift+' : ''
  return mod + alt + shift + key
}

export const listenForKeys = (commands: () => readonly Keyed[], single: boolean) => {
  let first = ''
  let firstAt = 0
  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.repeat || isComposing(event)) return
    const name = nameOf(event)
    const target = event.composedPath()[0] ?? event.target
    const plain = !name.startsWith('mod+')
    if (plain && (!single || isTyping(target) || inDialog(target))) return
    const pair = first && event.timeStamp - firstAt < pairMs ? `${first} ${name}` : ''
    const all = commands()
    const found =
      all.findLast(({ keys }) => keys === pair) ?? all.findLast(({ keys }) => keys === name)
    const begins = !found && all.some(({ keys }) => keys?.startsWith(`${name} `))
    first = begins ? name : ''
    firstAt = event.timeStamp
    if (!found) return
    event.preventDefault()
    found.run()
  }
  addEventListener('keydown', press)
  return () => removeEventListener('keydown', press)
}

/** An open dialog has the keyboard to itself. */
const inDialog = (target: EventTarget | null) =>
  target instanceof Element &&
  target.closest('[aria-modal=true], [role=menu], [role=listbox]') !== null

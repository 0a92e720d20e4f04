import { useEffect, useRef, useSyncExternalStore } from 'react'
import { listenForKeys } from './keys.ts'

export type Command = {
  id: string
  /** In the chosen language, as the palette and the `?` sheet show it. */
  text: string
  /** 'j', '?', 'g i' (one after the other), 'mod+k' (⌘ or Ctrl; also while typing). */
  keys?: string
  /** Heading in the `?` sheet, in the chosen language. */
  group?: string
  /** Kept out of the palette. */
  hidden?: boolean
  run: () => void
}

let commands: readonly Command[] = []
const watchers = new Set<() => void>()

const change = (next: readonly Command[]) => {
  commands = next
  for (const watcher of watchers) watcher()
}

/** Commands of all that is mounted; of two with the same keys, the later counts. */
export const currentCommands = () => commands

/** Offers commands while the component is there. */
export const useCommands = (offered: readonly Command[]) => {
  const latest = useRef(offered)
  useEffect(() => {
    latest.current = offered
  })
  const shape = JSON.stringify(offered.map(({ run: _, ...seen }) => seen))
  useEffect(() => {
    const own = (JSON.parse(shape) as Omit<Command, 'run'>[]).map((seen, index) => ({
      ...seen,
      run: () => latest.current[index]?.run(),
    }))
    change([...commands, ...own])
    return () => change(commands.filter((one) => !own.includes(one as (typeof own)[number])))
  }, [shape])
}

export const useAllCommands = () =>
  useSyncExternalStore((watcher) => {
    watchers.add(watcher)
    return () => {
      watchers.delete(watcher)
    }
  }, currentCommands)

/** Runs commands by their keys; `single` off leaves only those with ⌘ or Ctrl (WCAG 2.1.4). */
export const useCommandKeys = (single: boolean) =>
  useEffect(() => listenForKeys(currentCommands, single), [single])

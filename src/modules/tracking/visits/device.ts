import type { z } from 'zod'
import type { Device as Shape } from '../contract.ts'

export type Device = z.output<typeof Shape>

const remembered = 2000
const known = new Map<string, Device>()

type Hints = { mobile: boolean; platform: string | null }

/**
 * What somebody holds, coarsely: by client hints where the browser gives them, else by its user agent. An iPad that
 * calls itself a Macintosh counts as one. Undefined where nothing is said.
 */
export const deviceOf = (userAgent: string | null, hints: Hints): Device | undefined => {
  if (!userAgent && !hints.platform) return undefined
  const agent = (userAgent ?? '').slice(0, 1000)
  const key = `${agent}\n${hints.mobile}\n${hints.platform}`
  const found = known.get(key)
  if (found) return found
  const device = read(agent, hints)
  if (known.size >= remembered) known.delete(known.keys().next().value!)
  known.set(key, device)
  return device
}

const read = (agent: string, hints: Hints): Device => {
  const os = osOf(agent, hints)
  return { kind: kindOf(agent, hints, os), os, browser: browserOf(agent) }
}

const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPod/, 'iOS'],
  [/iPad/, 'iPadOS'],
  [/CrOS/, 'ChromeOS'],
  [/Android/, 'Android'],
  [/HarmonyOS/, 'HarmonyOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh|macOS/, 'macOS'],
  [/Linux|X11/, 'Linux'],
]

const platforms: Record<string, string> = { 'Chrome OS': 'ChromeOS', 'Mac OS X': 'macOS' }

const osOf = (agent: string, { platform }: Hints) => {
  if (platform && /^[\w ]{2,30}$/.test(platform)) return platforms[platform] ?? platform
  return systems.find(([pattern]) => pattern.test(agent))?.[1] ?? null
}

const kindOf = (agent: string, { mobile }: Hints, os: string | null): Device['kind'] => {
  if (/iPad|Tablet|Kindle|Silk|PlayBook/i.test(agent)) return 'tablet'
  if (mobile || /iPhone|iPod|Mobile|Windows Phone/.test(agent)) return 'phone'
  // An Android that does not say "Mobile" is a tablet.
  if (os === 'Android') return 'tablet'
  if (os === 'iOS') return 'phone'
  return os === null ? 'other' : 'desktop'
}

/** In this order: most say that they are Chrome or Safari, too. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bLine\//, 'LINE'],
  [/FBAN|FBAV|FB_IAB/, 'Facebook'],
  [/Instagram/, 'Instagram'],
  [/YJApp|Yahoo AppID/i, 'Yahoo! JAPAN'],
  [/EdgA?\/|EdgiOS\//, 'Edge'],
  [/OPR\/|OPiOS\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Vivaldi\//, 'Vivaldi'],
  [/FxiOS\/|Firefox\//, 'Firefox'],
  [/CriOS\/|Chrome\/|Chromium\//, 'Chrome'],
  [/Trident\/|MSIE /, 'Internet Explorer'],
  [/Version\/[\d.]+.*Safari\/|Safari\//, 'Safari'],
]

const browserOf = (agent: string) => browsers.find(([pattern]) => pattern.test(agent))?.[1] ?? null

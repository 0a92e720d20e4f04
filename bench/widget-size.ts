import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildApps } from './build.ts'
import type { Benchmark } from './figure.ts'

const parts = ['widget-size-untouched', 'widget-size-opened']

/** What the widget costs somebody else's page, as our server sends it. */
export const widgetSize: Benchmark = {
  figures: [
    { name: 'widget-size-untouched', unit: 'bytes', target: 1000 },
    { name: 'widget-size-opened', unit: 'bytes', target: 20_000 },
    { name: 'widget-size', unit: '', target: null, worstOf: parts },
  ],
  minutes: 3,
  run: async () => {
    const dist = await buildApps()
    const gzipped = (name: string) => gzipSync(readFileSync(join(dist, 'widget', name))).length
    const loader = gzipped('engawa.js')
    return {
      'widget-size-untouched': { value: loader, size: 'gzip of the loader' },
      'widget-size-opened': { value: loader + gzipped('app.js'), size: 'gzip of loader and app' },
    }
  },
}

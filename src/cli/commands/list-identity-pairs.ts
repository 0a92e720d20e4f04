import { once } from 'node:events'
import {
  eachPrintedPair,
  type PrintedPair,
  searchDuplicates,
} from '../../modules/customers/index.ts'
import type { Command } from '../command.ts'
import { withServices } from '../with-services.ts'

const plain = ({ kind, a, b, score }: PrintedPair) =>
  [kind, score?.toFixed(3) ?? '-', a.externalId ?? a.id, b.externalId ?? b.id].join('\t')

/** Compares what changed first, so that what is printed is of now. */
export const command: Command = {
  options: { stored: { type: 'boolean' } },
  run: async (args, config) =>
    withServices(config, args, async (ctx) => {
      if (!args.has('stored')) await searchDuplicates(ctx)
      let count = 0
      for await (const pair of eachPrintedPair(ctx)) {
        count += 1
        const line = args.has('json') ? JSON.stringify(pair) : plain(pair)
        // As fast as it is read: hundreds of thousands would pile up in memory.
        if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
      }
      return {
        json: undefined,
        lines: [{ text: 'cli.identity-pairs.count', values: { count } }],
      }
    }),
}

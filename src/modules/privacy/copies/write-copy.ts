import type { Context } from '../../../foundation/server/context.ts'
import { type Person, type PersonalData, personalData } from '../../customers/index.ts'
import { getWorkspace } from '../../workspaces/index.ts'
import { withUnclear } from '../unread/unclear-counts.ts'
import { findUnclear } from '../unread/unread-mails.ts'
import { type Language, wordsIn } from '../words.ts'
import { dayText, linkTo, pageEnd, pageHead, paragraph, rowsToHtml } from './readable.ts'
import { openZip } from './zip.ts'

const pageSize = 500

type Row = Record<string, unknown>

/** Who they are, what was said, what they bought; then what they did, and what only colleagues wrote. */
const inOrder = [
  'profile',
  'identifiers',
  'messages',
  'orders',
  'deliveries-returns-claims',
  'consents',
  'visits',
  'tracked-events',
]
const placeOf = (name: string) => {
  const place = inOrder.indexOf(name)
  return place < 0 ? inOrder.length : place
}

async function* rowsOf(ctx: Context, person: Person, kind: PersonalData): AsyncGenerator<Row> {
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<PersonalData['read']>> = await kind.read(ctx, person, {
      after,
      limit: pageSize,
    })
    yield* page.rows
    after = page.next
  } while (after)
}

/** Gives each file of the rows one place in the copy, whatever their names. */
const collectFiles = () => {
  const paths = new Map<string, string>()
  const placeOf = (sha256: string, name: string) => {
    const known = paths.get(sha256)
    if (known) return known
    const path = `files/${paths.size + 1}-${name.replace(/[^\p{L}\p{N}._-]/gu, '_').slice(0, 100)}`
    paths.set(sha256, path)
    return path
  }
  const place = (row: Row): Row =>
    Array.isArray(row.files)
      ? {
          ...row,
          files: (row.files as { name: string; sha256: string }[]).map(({ name, sha256 }) => ({
            name,
            path: placeOf(sha256, name),
          })),
        }
      : row
  return { place, paths }
}

async function* bytesOf(ctx: Context, sha256: string) {
  try {
    for await (const piece of ctx.services.files.stream(sha256)) yield piece as Buffer
  } catch (error) {
    // Gone from the disk: the row still says that it was there.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** Everything held on a person as one ZIP file: JSON lines and a readable page for each kind, then the files. */
export const writeCopy = async (
  ctx: Context,
  person: Person,
  { path, language }: { path: string; language: Language },
) => {
  const t = wordsIn(language)
  const { name: brand, timeZone } = await getWorkspace(ctx)
  const zip = openZip(path, ctx.now)
  const counts: Record<string, number> = {}
  const files = collectFiles()
  const toHtml = rowsToHtml(language, timeZone)
  try {
    for (const kind of personalData()) {
      const title = t.find(`privacy.kind.${kind.name}`) ?? kind.name
      async function* lines() {
        let count = 0
        for await (const row of rowsOf(ctx, person, kind)) {
          count += 1
          yield Buffer.from(`${JSON.stringify(files.place(row))}\n`)
        }
        counts[kind.name] = count
      }
      async function* pages() {
        yield Buffer.from(pageHead(language, title))
        for await (const row of rowsOf(ctx, person, kind))
          yield Buffer.from(toHtml(kind.name, files.place(row)))
        yield Buffer.from(pageEnd)
      }
      await zip.add(`${kind.name}.jsonl`, lines())
      if (counts[kind.name]! > 0) await zip.add(`${kind.name}.html`, pages())
    }
    for (const [sha256, place] of files.paths) await zip.add(place, bytesOf(ctx, sha256))
    const unclear = await findUnclear(ctx, person)
    const index = [
      pageHead(language, t('privacy.copy.title', { brand })),
      paragraph(t('privacy.copy.text', { brand, at: dayText(language, timeZone, ctx.now) })),
      ...Object.entries(counts)
        .filter(([, count]) => count > 0)
        .sort(([a], [b]) => placeOf(a) - placeOf(b))
        .map(([name, count]) =>
          linkTo(
            `${name}.html`,
            t('privacy.copy.link', { kind: t.find(`privacy.kind.${name}`) ?? name, count }),
          ),
        ),
      ...(unclear.count > 0
        ? [paragraph(t('privacy.copy.unclear', { count: unclear.count }))]
        : []),
      pageEnd,
    ]
    await zip.add('index.html', [Buffer.from(index.join(''))])
    return { bytes: await zip.finish(), counts: withUnclear(counts, unclear.count) }
  } catch (error) {
    zip.abandon()
    throw error
  }
}

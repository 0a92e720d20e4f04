// Reads what test runs wrote of their failures: `--files FILE` prints the files to run again, else all words of all files.
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

const [first, ...rest] = process.argv.slice(2)
const read = (path) => JSON.parse(readFileSync(path, 'utf8'))

if (first === '--files') {
  if (existsSync(rest[0])) for (const file of read(rest[0]).files) console.log(file)
} else {
  for (const path of [first, ...rest].filter((one) => one && existsSync(one))) {
    const { failures, flaky } = read(path)
    for (const text of failures) console.log(`::: ${basename(path)}: failed: ${text}`)
    for (const text of flaky) console.log(`::: ${basename(path)}: passed at a later try: ${text}`)
  }
}

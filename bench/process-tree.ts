import { readdirSync, readFileSync } from 'node:fs'

/** Ids of a process and all that descend from it; needs Linux's /proc. */
export const processTree = (root: number): number[] => {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : undefined
    if (stat) parents.set(Number(name), Number(fieldsOf(stat)[1]))
  }
  const tree = [root]
  for (const pid of tree)
    for (const [child, parent] of parents) if (parent === pid) tree.push(child)
  return tree
}

/** Megabytes that a tree takes: what is its own, and its share of what several map (PSS). */
export const memoryOf = (root: number) => {
  const kilobytes = processTree(root).map((pid) =>
    Number(/^Pss: +(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1] ?? 0),
  )
  return kilobytes.reduce((a, b) => a + b, 0) / 1024
}

const ticksPerSecond = 100

/** Seconds of processor time that a tree has used, those included that ended meanwhile. */
export const processorSecondsOf = (root: number) => {
  const ticks = processTree(root).map((pid) => {
    const stat = read(`/proc/${pid}/stat`)
    // utime, stime, cutime, cstime: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    return stat === undefined ? [] : fieldsOf(stat).slice(11, 15).map(Number)
  })
  return ticks.flat().reduce((a, b) => a + b, 0) / ticksPerSecond
}

/** What stands behind the name, which may hold anything; begins with the state. */
const fieldsOf = (stat: string) => stat.slice(stat.lastIndexOf(')') + 2).split(' ')

/** Undefined for a process that ended meanwhile. */
const read = (path: string) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

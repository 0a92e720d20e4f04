import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter } from 'vitest/node'

type Run = Parameters<NonNullable<Reporter['onTestRunEnd']>>

const firstLines = (text: string | undefined) =>
  (text ?? '').split('\n').slice(0, 12).join('\n    ')

/**
 * What went wrong in a run, for the end of a long log: one JSON object with `files` (to run again), `failures` and `flaky`
 * (passed at a later try), each with its words.
 */
export const writeFailures = (path: string): Reporter => ({
  onTestRunEnd: (modules: Run[0], unhandled: Run[1]) => {
    const files = new Set<string>()
    const failures: string[] = []
    const flaky: string[] = []
    for (const module of modules) {
      const file = relative(process.cwd(), module.moduleId)
      const note = (where: string, errors: readonly { message?: string; stack?: string }[]) => {
        files.add(file)
        failures.push(
          `${where}\n    ${firstLines(errors[0]?.message)}\n    ${firstLines(errors[0]?.stack)}`,
        )
      }
      if (module.errors().length > 0) note(file, module.errors())
      for (const suite of module.children.allSuites())
        if (suite.errors().length > 0) note(`${file} > ${suite.fullName}`, suite.errors())
      for (const test of module.children.allTests()) {
        const where = `${file} > ${test.fullName}`
        const result = test.result()
        if (result.state === 'failed') note(where, result.errors ?? [])
        else if (test.diagnostic()?.flaky)
          flaky.push(`${where}\n    ${firstLines(result.errors?.[0]?.message)}`)
      }
    }
    for (const error of unhandled) {
      if (typeof error.VITEST_TEST_PATH === 'string')
        files.add(relative(process.cwd(), error.VITEST_TEST_PATH))
      failures.push(
        `nobody caught, in ${error.VITEST_TEST_PATH}: ${error.message}\n    ${firstLines(error.stack)}`,
      )
    }
    writeFileSync(path, JSON.stringify({ files: [...files], failures, flaky }))
  },
})

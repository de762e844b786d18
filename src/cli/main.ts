import { readFileSync, writeFileSync } from 'node:fs'
import { runCli } from './cli'

process.exitCode = runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  readFile: (path) => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return undefined
    }
  },
  writeFile: (path, text) => {
    try {
      writeFileSync(path, text, { mode: 0o600 })
      return true
    } catch {
      return false
    }
  },
  background: (work) =>
    void work.then(
      (result) => {
        if (!result.ok) process.stderr.write(`${result.error}\n`)
        process.exitCode = result.ok ? result.value : 2
      },
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
        process.exitCode = 1
      }
    )
})

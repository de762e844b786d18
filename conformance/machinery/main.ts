import { parseArgs } from 'node:util'
import { machinery } from './play'

const usage = 'npm run conformance -- machinery FOLDER [--show N]'

/** Recorded sequences of a real API server, played against `lab serve`; the last line is `N passed, M failed`. */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { show: { type: 'string' } } })
const [what, folder] = positionals
if (what !== 'machinery' || folder === undefined) {
  console.error(`expected ${usage}`)
  process.exit(2)
}
const { failed } = await machinery(folder, Number(values.show ?? 0), (text) => process.stdout.write(text))
process.exit(failed === 0 ? 0 : 1)

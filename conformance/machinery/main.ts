import { parseArgs } from 'node:util'
import { validation } from '../validation/main'
import { machinery } from './play'

const usage = 'npm run conformance -- machinery|validation FOLDER [--show N] [--only FILE] [--json FILE]'

/** Recorded requests to a real API server, played against the simulated one; the last line is `N passed, M failed`. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'string' }, only: { type: 'string', multiple: true }, json: { type: 'string' } }
})
const [what, folder] = positionals
if ((what !== 'machinery' && what !== 'validation') || folder === undefined) {
  console.error(`expected ${usage}`)
  process.exit(2)
}
const show = Number(values.show ?? 0)
const out = (text: string) => process.stdout.write(text)
const { failed } =
  what === 'machinery'
    ? await machinery(folder, show, out)
    : validation(folder, { show, only: values.only ?? [], json: values.json }, out)
process.exit(failed === 0 ? 0 : 1)

import { parseArgs } from 'node:util'
import { controllers } from './grade'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'string' }, only: { type: 'string' } }
})
const { failed } = controllers(positionals[0]!, { show: Number(values.show ?? 0), only: values.only }, (text) =>
  process.stdout.write(text)
)
process.exit(failed === 0 ? 0 : 1)

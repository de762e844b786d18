import { parseArgs } from 'node:util'
import '../src/sim/whole'
import { commands } from './commands/main'
import { costs } from './costs/grade'
import { controllers } from './controllers/grade'
import { dns } from './dns/grade'
import { differential } from './differential/main'
import { etcdTexts } from './etcd-texts/main'
import { failover } from './failover/main'
import { longestOnThePage, sendHostile } from './hostile/play'
import { machinery } from './machinery/play'
import { pods } from './pods/newer/play'
import { newerScheduler } from './scheduler/newer'
import { nodes } from './nodes/grade'
import { proxy } from './proxy/grade'
import { texts } from './texts/main'
import { validation } from './validation/main'

const usage =
  'npm run conformance -- machinery|validation|texts|controllers|pods|scheduler|proxy|dns|nodes|commands|etcd-texts|costs|failover FOLDER [--show N] [--only WHAT]… [--json FILE], or differential [--show N] [--only STATE|WORDS]… [--random N [--seed N]], or hostile [--count N] [--seed N]'

/** What was recorded of a real cluster against the simulated one; the last line is `N passed, M failed`. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    show: { type: 'string' },
    only: { type: 'string', multiple: true },
    json: { type: 'string' },
    count: { type: 'string' },
    seed: { type: 'string' },
    random: { type: 'string' }
  }
})
const [what = '', folder] = positionals
const { only = [], json } = values
const show = Number(values.show ?? 0)
const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text))
const out = (text: string): void => void process.stdout.write(text)

const gradings: Readonly<Record<string, (folder: string) => { failed: number } | Promise<{ failed: number }>>> = {
  machinery: (given) => machinery(given, show, out),
  validation: (given) => validation(given, { show, only, json }, out),
  controllers: (given) => controllers(given, { show, only }, out),
  pods: (given) => pods(given, { show, only }, out),
  costs: (given) => costs(given, show, out),
  scheduler: (given) => newerScheduler(given, { show, inputs: only[0] }, out),
  failover: (given) => failover(given, { show, only }, out),
  differential: () => differential({ show, only, random: numberOf(values.random), seed: numberOf(values.seed) }, out),
  hostile: () => {
    const count = Number(values.count ?? 10_000)
    const problem = sendHostile(count, Number(values.seed ?? Date.now()), longestOnThePage)
    out(
      `${problem === undefined ? '' : `${problem}\n`}${problem === undefined ? count : 0} passed, ${problem === undefined ? 0 : 1} failed\n`
    )
    return { failed: problem === undefined ? 0 : 1 }
  },
  dns: (given) => dns(given, { show, only }, out),
  nodes: (given) => nodes(given, { show, only }, out),
  proxy: (given) => proxy(given, { show, only }, out),
  commands: (given) => commands(given, { show, only }, out),
  'etcd-texts': (given) => etcdTexts(given, { show, only }, out),
  texts: (given) => texts(given, { show, only }, out)
}
const grading = gradings[what]
if (!grading || (folder === undefined && !['differential', 'hostile'].includes(what))) {
  console.error(`expected ${usage}`)
  process.exit(2)
}
const { failed } = await grading(folder ?? '')
process.exit(failed === 0 ? 0 : 1)

import { fail, ok } from '../../base/result'
import { lab, lifeOf, parsePod, refusalOf, runPod, type Life } from '../../rigs/pods'
import type { Command } from '../command'
import { changed, readArgs, scenarioOptions } from '../options'
import { table } from '../table'

const usage =
  "pod -f pod.yaml [--fault '12s kill-container mypod']… [--command '30s kubectl delete pod mypod']… [--profile p] [--set flag=value]… [--seed n] [--until 60s] [--json]"
const options = {
  ...scenarioOptions,
  filename: { type: 'string', short: 'f' },
  command: { type: 'string', multiple: true }
} as const

/** Seconds that a pod may be watched. */
const longest = 86_400

export const pod: Command = {
  usage,
  summary:
    "Creates a pod on a small cluster at time 0 and prints its life: requests, events, the kubelet's and the runtime's log, its processes.",
  run(args, io) {
    const read = readArgs(args, options, usage)
    if (!read.ok) return read
    const { values, positionals } = read.value
    if (positionals.length > 0) return fail(`'${positionals[0]}' is one argument too many; expected ${usage}.`)
    if (values.filename === undefined) return fail(`No pod is named; expected ${usage}.`)
    const text = io.readFile(values.filename)
    if (text === undefined) return fail(`Manifest '${values.filename}' cannot be read; expected a file.`)
    const manifest = parsePod(text)
    if (!manifest.ok) return manifest
    const scenario = changed({ ...lab, commands: values.command ?? [] }, values)
    if (!scenario.ok) return scenario
    if (scenario.value.untilSeconds > longest)
      return fail(`--until is '${values.until}'; expected at most ${longest / 3_600} hours.`)
    const simulation = runPod(scenario.value, manifest.value, scenario.value.untilSeconds * 1e6)
    if (!simulation.ok) return simulation
    const { name } = manifest.value.metadata
    const life = lifeOf(simulation.value, name)
    if (life === null) {
      const refusal = refusalOf(simulation.value, name)
      if (refusal !== null) return fail(`Pod '${name}' was refused by the API server: ${refusal}.`)
      return fail(`Pod '${name}' was not created within ${scenario.value.untilSeconds} s.`)
    }
    io.out(values.json ? `${JSON.stringify(life)}\n` : print(life))
    return ok(0)
  }
}

function print({ timeline, zero }: Life): string {
  const rows = timeline.map(({ t_ms, component, what }) => [t_ms.toFixed(1), component, what.slice(0, 140)])
  return `0 ms: ${zero}\n${table([['ms', 'component', 'what'], ...rows])}`
}

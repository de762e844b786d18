import { fail, ok } from '../../base/result'
import { parseSpeed, serveScenario } from '../../serve'
import type { Command } from '../command'
import { readArgs, readCount, readScenarioArgument, scenarioOptions, scenarioUsage } from '../options'

const usage = `serve [scenario|file|link] ${scenarioUsage} [--speed 1x|10x|max] [--port 6443] [--host 127.0.0.1] [--kubeconfig FILE] [--save FILE]`
const options = {
  ...scenarioOptions,
  speed: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  kubeconfig: { type: 'string' },
  save: { type: 'string' }
} as const

/** What is served if nothing is named: a healthy cluster of three masters. */
const usual = ['ha-master-fails', '--no-faults']

export const serve: Command = {
  usage,
  summary:
    "Serves the simulated cluster's API to real programs (kubectl, Helm, client libraries) over HTTPS on this machine, beside the clock.",
  run(args, io) {
    const first = readArgs(args, options, usage)
    if (!first.ok) return first
    const read = first.value.positionals.length === 0 ? readArgs([...usual, ...args], options, usage) : first
    if (!read.ok) return read
    const { values, positionals } = read.value
    const scenario = readScenarioArgument(positionals, values, io, usage)
    if (!scenario.ok) return scenario
    const speed = parseSpeed(values.speed ?? '1x')
    if (speed === undefined)
      return fail(`--speed is '${values.speed}'; expected 1x, 10x or another factor up to 1000x, or max.`)
    const port = readCount('--port', values.port ?? '6443', 0, 65_535)
    if (!port.ok) return port
    const { host = '127.0.0.1' } = values
    if (!io.background || !io.writeFile) return fail('Nothing can be served here; expected a command line of its own.')
    io.background(
      serveScenario({
        scenario: scenario.value,
        speed,
        port: port.value,
        host,
        kubeconfig: values.kubeconfig,
        save: values.save,
        out: (text) => io.out(text),
        writeFile: (path, text) => io.writeFile?.(path, text) ?? false
      })
    )
    return ok(0)
  }
}

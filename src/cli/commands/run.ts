import { fail, ok } from '../../base/result'
import { besideDocument, comparisonOf, profiles, type Scenario } from '../../scenarios'
import { sequenceOf, type Simulation } from '../../sim'
import type { Command } from '../command'
import { readArgs, readScenarioArgument, scenarioOptions, scenarioUsage, simulate } from '../options'
import { reportOf, type Report } from '../report'
import { seconds1, table } from '../table'
import { traceLines } from '../trace'

const usage = `run <scenario|file|link> ${scenarioUsage} [--json|--trace|--mermaid]`
const options = { ...scenarioOptions, trace: { type: 'boolean' }, mermaid: { type: 'boolean' } } as const

export const run: Command = {
  usage,
  summary:
    'Runs a scenario and prints what came of it, every step (--trace), or its messages as a diagram (--mermaid).',
  run(args, io) {
    const read = readArgs(args, options, usage)
    if (!read.ok) return read
    const { values, positionals } = read.value
    if ([values.json, values.trace, values.mermaid].filter(Boolean).length > 1)
      return fail('More than one form of output; expected one of --json, --trace, --mermaid.')
    const scenario = readScenarioArgument(positionals, values, io, usage)
    if (!scenario.ok) return scenario
    const simulation = simulate(scenario.value)
    if (!simulation.ok) return simulation
    const { breaches, history } = simulation.value
    if (values.trace) for (const line of traceLines(history)) io.out(`${line}\n`)
    else if (values.mermaid) io.out(`${sequenceOf(history.timeline, history.head, history.end).mermaid}\n`)
    else if (values.json) io.out(`${JSON.stringify(reportOf(scenario.value, simulation.value))}\n`)
    else io.out(story(scenario.value, simulation.value))
    return ok(breaches.length === 0 ? 0 : 1)
  }
}

/** What a person reads. */
function story(scenario: Scenario, simulation: Simulation): string {
  const report = reportOf(scenario, simulation)
  const { requests, ok: answered, longest_outage_s: outage } = report.traffic
  const { checked, broken, breaches } = report.invariants
  return [
    `${scenario.title} · ${profiles[scenario.profile].title} · seed ${report.seed} · ${report.until_s} s, ${report.events} events\n`,
    report.faults.map((fault) => `  ${fault}\n`).join(''),
    milestoneTable(scenario, report),
    report.impact.length > 0
      ? `\n${table([
          ['impact', 'status', 'what the probe saw', 'the document says'],
          ...besideDocument(scenario.id, report.impact).map(({ id, status, evidence, document }) => [
            id,
            status,
            evidence,
            document ?? ''
          ])
        ])}`
      : '',
    requests > 0
      ? `\ntraffic: ${answered} of ${requests} requests answered, longest outage ${seconds1(outage)} s\n`
      : '',
    `invariants: ${checked} watched, ${broken} broken\n`,
    breaches.map(({ invariant, at_s, text }) => `  ${invariant} at ${at_s} s: ${text}\n`).join(''),
    `hash: ${report.hash}\nlink: ${report.link}\n`
  ].join('')
}

/** Document, simulated, recorded, side by side, and why they differ. */
function milestoneTable(scenario: Scenario, report: Report): string {
  if (report.milestones.length === 0) return ''
  const rows = report.milestones.map(({ id, after_fault_s, component, setting, causes }) => {
    const settings = [setting, ...causes.map((cause) => cause.setting)]
    const { documentS, recordedS, why } = comparisonOf(scenario, id, settings)
    return [
      id,
      seconds1(after_fault_s),
      documentS === null ? '' : seconds1(documentS),
      recordedS ? `${seconds1(recordedS.median)} (${seconds1(recordedS.min)}–${seconds1(recordedS.max)})` : '',
      component,
      setting,
      why
    ]
  })
  const head = ['s after the fault', 'simulated', 'document', 'recorded', 'component', 'timed by', 'why they differ']
  return `\n${table([head, ...rows])}`
}

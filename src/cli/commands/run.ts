import { parseDuration } from '../../base/duration'
import { fail, ok, type Result } from '../../base/result'
import { besideDocument, comparisonOf, profiles, type Scenario } from '../../scenarios'
import { sequenceOf } from '../../sim'
import type { Command } from '../command'
import { readArgs, readScenarioArgument, scenarioOptions, scenarioUsage, simulate } from '../options'
import { printedText } from '../printed'
import { reportOf, type Report } from '../report'
import { seconds1, table } from '../table'
import { traceLines } from '../trace'

const usage = `run <scenario|file|link> ${scenarioUsage} [--at 18s] [--no-impact] [--json|--trace|--mermaid]`
const options = {
  ...scenarioOptions,
  at: { type: 'string' },
  'no-impact': { type: 'boolean' },
  trace: { type: 'boolean' },
  mermaid: { type: 'boolean' }
} as const

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
    const at = readInstant(values.at, scenario.value)
    if (!at.ok) return at
    const simulation = simulate(scenario.value)
    if (!simulation.ok) return simulation
    const { breaches, history } = simulation.value
    if (values.trace) for (const line of traceLines(history)) io.out(`${line}\n`)
    else if (values.mermaid) io.out(`${sequenceOf(history.timeline, history.head, history.end).mermaid.steps}\n`)
    else {
      const report = reportOf(scenario.value, simulation.value, values['no-impact'] ? null : at.value)
      io.out(values.json ? `${JSON.stringify(report)}\n` : story(scenario.value, report))
    }
    return ok(breaches.length === 0 ? 0 : 1)
  }
}

/** The instant at which it is asked what works, in seconds: the end of the run, if none is named. */
function readInstant(text: string | undefined, { untilSeconds }: Scenario): Result<number> {
  if (text === undefined) return ok(untilSeconds)
  const at = parseDuration(text)
  if (!at.ok) return fail(`--at: ${at.error}.`)
  const seconds = at.value / 1e6
  return seconds <= untilSeconds
    ? ok(seconds)
    : fail(`--at is ${text}; expected an instant of the run, at most ${untilSeconds}s.`)
}

/** What a person reads. */
function story(scenario: Scenario, report: Report): string {
  const { requests, ok: answered, longest_outage_s: outage } = report.traffic
  const { checked, broken, breaches } = report.invariants
  return [
    `${scenario.title} · ${profiles[scenario.profile].title} · seed ${report.seed} · ${report.until_s} s, ${report.events} events\n`,
    report.faults.map((fault) => `  ${fault}\n`).join(''),
    milestoneTable(scenario, report),
    printedText(report.commands),
    report.impact.length > 0
      ? `\n${table([
          [`impact at ${report.impact_at_s} s`, 'status', 'what was seen on a fork', 'the document says'],
          ...besideDocument(scenario, (report.impact_at_s ?? 0) * 1e6, report.impact).map(
            ({ id, status, evidence, document }) => [id, status, evidence, document ?? '']
          )
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

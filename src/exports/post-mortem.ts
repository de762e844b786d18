import { toSeconds, type Micros } from '../base/time'
import { comparisonOf, profiles } from '../scenarios'
import { invariantNames, milestonesOf, momentsOf, settingsOf, trafficOf, whyOf, type Milestone } from '../sim'
import { en, milestoneTitle, momentText, plain, sayIn } from '../words'
import type { Run } from './run'

/** A Markdown report of what happened: inputs, timeline, causes, what users felt; each sentence from what was recorded. */
export function postMortem(run: Run): string {
  const { scenario, simulation, link } = run
  const { history, breaches } = simulation
  const fault = simulation.spec.faults[0]?.at ?? 0
  const milestones = milestonesOf(history.timeline, history.head)
    .filter(({ at }) => at <= history.end)
    .sort((a, b) => a.at - b.at || a.entry - b.entry)
  return [
    `# Post-mortem: ${scenario.title}`,
    '',
    ...(scenario.summary === '' ? [] : [`${scenario.summary}.`, '']),
    ...inputs(run),
    '## What happened',
    '',
    ...told(run, fault),
    '',
    '## Timeline',
    '',
    ...timelineTable(run, milestones, fault),
    '',
    '## Causes',
    '',
    ...milestones.flatMap((milestone) => causes(run, milestone, fault)),
    '## What users felt',
    '',
    traffic(run),
    '',
    '## Invariants',
    '',
    breaches.length === 0
      ? `${invariantNames.length} were watched, none was broken.`
      : breaches.map(({ invariant, at, text }) => `- ${invariant} at ${seconds(at)}: ${text}`).join('\n'),
    '',
    '## Reproduce',
    '',
    `- Link: \`#${link}\``,
    `- Hash of the run up to ${seconds(history.end)}: \`${history.timeline.digest()}\``,
    ''
  ].join('\n')
}

const seconds = (at: Micros): string => `${toSeconds(at).toFixed(3)} s`
const after = (at: Micros, fault: Micros): string =>
  `${at >= fault ? '+' : '−'}${Math.abs(toSeconds(at - fault)).toFixed(3)} s`
/** A text that stands in a table. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function inputs({ scenario }: Run): string[] {
  const { cluster, flags, faults, commands, profile, seed } = scenario
  const changed = Object.entries(flags)
  return [
    '## The cluster and what was done to it',
    '',
    `- ${cluster.masters} ${cluster.masters === 1 ? 'master' : 'masters'}, ${cluster.workers} workers${cluster.zones > 0 ? ` in ${cluster.zones} zones` : ''}${cluster.loadBalancer ? ', HAProxy before the API servers' : ''}; ${cluster.runtime}`,
    `- Settings: ${profiles[profile].title}${changed.length > 0 ? `, and ${changed.map(([name, value]) => `\`${name}=${value}\``).join(', ')}` : ''}; seed ${seed}`,
    ...faults.map((fault) => `- Fault: \`${fault}\``),
    ...commands.map(
      (command) => `- Typed: \`${typeof command === 'string' ? command : `${command.at} ${command.line}`}\``
    ),
    ''
  ]
}

/** Each moment in the sentences that the page's story has for it. */
function told({ simulation: { history } }: Run, fault: Micros): string[] {
  const say = sayIn(en, fault)
  const lines = momentsOf(history.timeline, history.head).flatMap((moment) => {
    const sentence = plain(momentText(en, say, moment, true))
    return sentence === '' ? [] : [`- **${after(moment.at, fault)}** ${sentence}`]
  })
  return lines.length > 0 ? lines : ['Nothing out of the ordinary.']
}

function timelineTable(
  { scenario, simulation: { history } }: Run,
  milestones: readonly Milestone[],
  fault: Micros
): string[] {
  if (milestones.length === 0) return ['Nothing happened that is a milestone.']
  const { timeline, head } = history
  return [
    '| after the fault | what | who | timed by | document | recorded |',
    '|---|---|---|---|---|---|',
    ...milestones.map(({ id, at, process, entry }) => {
      const { documentS, recordedS } = comparisonOf(scenario, id, settingsOf(timeline, entry))
      const who = process < 0 ? '' : head.processes[process]!.id
      const recorded = recordedS ? `${recordedS.median} s (${recordedS.min}–${recordedS.max})` : ''
      const row = [
        after(at, fault),
        milestoneTitle(id),
        who,
        timeline.settingOf(entry),
        documentS === null ? '' : `${documentS} s`,
        recorded
      ]
      return `| ${row.map(cell).join(' | ')} |`
    })
  ]
}

/** The chain of causes of a milestone, from the fault on. */
function causes({ simulation: { history } }: Run, { id, at, entry }: Milestone, fault: Micros): string[] {
  const why = whyOf(history.timeline, history.head, entry).toReversed()
  return [
    `### ${milestoneTitle(id)}, ${after(at, fault)}`,
    '',
    ...why.map(({ at: when, text, setting, settingValue }, i) => {
      const timed = setting === '' ? '' : ` (\`${setting}${settingValue === '' ? '' : `=${settingValue}`}\`)`
      return `${i + 1}. ${after(when, fault)}: ${text.replaceAll('\n', ' ')}${timed}`
    }),
    ''
  ]
}

function traffic({ simulation: { history } }: Run): string {
  const felt = trafficOf(history.head)
  if (!felt || felt.requests === 0) return 'No user sent a request.'
  const failed = felt.requests - felt.ok
  return `${felt.requests} requests, ${failed === 0 ? 'all answered' : `${failed} of them not answered`}; the longest outage was ${felt.longestOutageS.toFixed(1)} s.`
}

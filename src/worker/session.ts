import type { Micros } from '../base/time'
import { ok, type Result } from '../base/result'
import {
  allFlags,
  besideDocument,
  formatLink,
  parseLink,
  prepare,
  presets,
  profileFlags,
  profiles,
  type Scenario
} from '../scenarios'
import {
  checkFault,
  createSimulation,
  formatFault,
  frameOf,
  inspect,
  metricsOf,
  milestonesOf,
  objectsAt,
  parseFaultAt,
  queryEntries,
  sequenceOf,
  whyOf,
  type FrameView,
  type Simulation
} from '../sim'
import { Branches } from './branches'
import type { Configure, FromWorker, RunInfo, ToWorker } from './protocol'
import { kubectlOutput } from './kubectl-output'
import { timelineView } from './timeline-view'

/** Steps of one slice of simulating ahead: about 10 ms, so that questions of the page are answered soon. */
const slice = 4_000

type Post = (message: FromWorker) => void

/**
 * Answers the page: keeps the run with its branches, simulates ahead while nobody asks, and shows any instant.
 * Wiring only; it runs in a worker, and in Node for tests.
 */
export class Session {
  private scenario: Scenario = presets.find((preset) => preset.id === 'ha-master-fails')!
  private branches: Branches | null = null
  private shown: Micros = 0
  private shownEntry = 0
  private posted = { end: -1, branch: -1 }

  constructor(private readonly post: Post) {}

  receive(message: ToWorker): void {
    try {
      const refused = this.answer(message)
      if (refused) this.post({ type: 'refused', id: message.id, error: refused })
    } catch (error) {
      this.crash(error)
    }
  }

  /** Simulates one slice ahead. False when the scenario's end is reached. */
  pump(): boolean {
    if (!this.branches) return false
    try {
      const { history } = this.simulation
      const more = history.end < this.until && !history.advance(this.until, slice)
      return more
    } catch (error) {
      this.crash(error)
      return false
    }
  }

  /** Tells the page how far the run is, if that changed. */
  postTimeline(): void {
    if (!this.branches) return
    const { end } = this.simulation.history
    const branch = this.branches.current.id
    if (end === this.posted.end && branch === this.posted.branch) return
    this.posted = { end, branch }
    this.post({ type: 'timeline', timeline: timelineView(this.branches, this.scenario, this.until) })
  }

  private get simulation(): Simulation {
    return this.branches!.current.simulation
  }

  private get until(): Micros {
    return this.scenario.untilSeconds * 1_000_000
  }

  /** Gives a sentence if the request is refused. */
  private answer(message: ToWorker): string | null {
    switch (message.type) {
      case 'open':
        return this.open(message.id, message.link)
      case 'configure':
        return this.configure(message.id, message.change)
      default:
        return this.branches ? this.answerAboutRun(message) : 'Nothing is open yet.'
    }
  }

  private answerAboutRun(message: Exclude<ToWorker, { type: 'open' | 'configure' }>): string | null {
    const { id } = message
    const { history } = this.simulation
    const { timeline } = history
    const world = () => history.seek(this.shown)
    switch (message.type) {
      case 'seek':
        return message.entry === undefined ? this.show(id, message.at) : this.showEntry(id, message.entry)
      case 'step':
        return this.step(id, message.direction, message.only)
      case 'fault':
        return this.fault(id, message.text)
      case 'kubectl':
        return this.kubectl(id, message.line)
      case 'select-branch':
        if (!this.branches!.select(message.branch)) return `There is no branch ${message.branch}.`
        return this.show(id, this.shown)
      case 'inspect':
        this.post({ type: 'inspected', id, view: inspect(world(), timeline, message.target) })
        return null
      case 'entries': {
        const entries = queryEntries(
          timeline,
          history.head,
          message.from,
          Math.min(message.count, 1_000),
          message.filter
        )
        this.post({ type: 'entries', id, entries, total: timeline.length })
        return null
      }
      case 'sequence': {
        const { messages, mermaid } = sequenceOf(timeline, history.head, message.upTo)
        this.post({ type: 'sequence', id, view: { mermaid, messages, current: messages.length - 1 } })
        return null
      }
      case 'objects':
        this.post({ type: 'objects', id, ...objectsAt(world(), message.key) })
        return null
      case 'why':
        if (message.entry < 0 || message.entry >= timeline.length) return `There is no entry ${message.entry}.`
        this.post({ type: 'why', id, why: whyOf(timeline, history.head, message.entry) })
        return null
      case 'link':
        this.post({ type: 'link', id, link: this.link(message.selection) })
        return null
      case 'metrics':
        this.post({ type: 'metrics', id, ...metricsOf(timeline, history.end) })
        return null
    }
  }

  private open(id: number, text: string): string | null {
    const link = parseLink(text === '' ? this.scenario.id : text)
    if (!link.ok) return link.error
    const { scenario, playhead, selection, check } = link.value
    const started = this.start(scenario)
    if (!started.ok) return started.error
    let hashMatched: boolean | null = null
    if (check) {
      const { history } = this.simulation
      history.advance(check.at)
      hashMatched = history.timeline.digest().startsWith(check.hash)
    }
    this.post({ type: 'opened', id, info: this.info(), playhead, selection, hashMatched, warning: null })
    return this.show(id, playhead)
  }

  private configure(id: number, change: Configure): string | null {
    const base = change.scenario ? presets.find((preset) => preset.id === change.scenario) : this.scenario
    if (!base) return `There is no scenario '${change.scenario}'.`
    const masters = change.masters ?? base.cluster.masters
    const next: Scenario = {
      ...base,
      cluster: { ...base.cluster, masters, workers: change.workers ?? base.cluster.workers, loadBalancer: masters > 1 },
      profile: (change.profile as Scenario['profile']) ?? (change.scenario ? this.scenario.profile : base.profile),
      flags: change.flags ?? base.flags,
      seed: change.seed ?? base.seed,
      faults: change.faults ?? base.faults
    }
    const checked = parseLink(formatLink({ scenario: next, playhead: 0, selection: '' }))
    if (!checked.ok) return checked.error.replace(/^Link/, 'Setting')
    const playhead = this.shown
    const started = this.start(checked.value.scenario)
    if (!started.ok) return started.error
    this.post({ type: 'opened', id, info: this.info(), playhead, selection: '', hashMatched: null, warning: null })
    return this.show(id, change.scenario ? 0 : playhead)
  }

  private start(scenario: Scenario): Result<null> {
    const spec = prepare(scenario)
    if (!spec.ok) return spec
    this.scenario = scenario
    this.branches = new Branches(createSimulation(spec.value))
    this.posted = { end: -1, branch: -1 }
    this.simulation.history.advance(0)
    return ok(null)
  }

  /** Shows an instant; simulates up to it first if it lies ahead. */
  private show(id: number, at: Micros): string | null {
    const { history } = this.simulation
    const when = Math.max(0, Math.min(at, this.until))
    if (when > history.end) history.advance(when)
    this.shown = when
    const world = history.seek(when)
    const frame = frameOf(world, history.timeline, this.shownEntry)
    this.shownEntry = world.entries - 1
    this.postFrame(id, { ...frame, now: when })
    return null
  }

  private step(id: number, direction: 1 | -1, only: 'message' | 'milestone' | undefined): string | null {
    const { history } = this.simulation
    const { timeline } = history
    if (direction > 0 && this.shownEntry + 1 >= timeline.length) history.advance(this.until, slice)
    const stops =
      only === 'milestone' ? new Set(milestonesOf(timeline, history.head).map((milestone) => milestone.entry)) : null
    let entry = this.shownEntry + direction
    while (entry >= 0 && entry < timeline.length) {
      if (stops ? stops.has(entry) : only !== 'message' || timeline.get(entry).kind === 'message') break
      entry += direction
    }
    if (entry < 0 || entry >= timeline.length || timeline.at(entry) < 0)
      return direction > 0 ? 'This is the end of the run.' : 'This is the start of the run.'
    return this.showEntry(id, entry)
  }

  /** Shows the instant right after one entry. */
  private showEntry(id: number, entry: number): string | null {
    const { history } = this.simulation
    const { timeline } = history
    if (entry < 0 || entry >= timeline.length) return `There is no entry ${entry}.`
    const world = history.seekEntry(entry)
    this.shown = Math.max(0, timeline.at(entry))
    this.shownEntry = entry
    this.postFrame(id, { ...frameOf(world, timeline, entry - 1), now: this.shown, entry })
    return null
  }

  private postFrame(id: number, frame: FrameView): void {
    this.post({ type: 'frame', id, frame: { ...frame, impact: besideDocument(this.scenario.id, frame.impact) } })
  }

  private fault(id: number, text: string): string | null {
    const probe = parseFaultAt(text, 0)
    if (!probe.ok) return probe.error
    const checked = checkFault(probe.value, this.scenario.cluster, this.simulation.spec.flags)
    if (!checked.ok) return checked.error
    const at = this.branches!.fork(this.shown, text, (when) => ({ ...probe.value, at: when }))
    this.scenario = { ...this.scenario, faults: this.simulation.spec.faults.map(formatFault) }
    this.post({ type: 'opened', id, info: this.info(), playhead: at, selection: '', hashMatched: null, warning: null })
    return this.show(id, at)
  }

  private kubectl(id: number, line: string): string | null {
    const command = line.trim().replace(/^kubectl\s+/, '')
    if (command === '') return 'Type a kubectl command, such as: get pods -o wide'
    const at = this.branches!.fork(this.shown, `kubectl ${command}`, (when) => ({ at: when, line: command }))
    this.scenario = {
      ...this.scenario,
      commands: this.simulation.spec.kubectl
        .filter((c) => c.at >= 0)
        .map((c) => `${c.at / 1_000_000}s kubectl ${c.line}`)
    }
    const { history } = this.simulation
    // The output comes when the simulated kubectl prints it: as far as its own patience goes.
    const done = kubectlOutput(history, at, command)
    this.post({ type: 'kubectl', id, ...done })
    return this.show(id, done.until)
  }

  private info(): RunInfo {
    const { scenario } = this
    const defaults = profileFlags(scenario.profile, scenario.cluster.masters)
    const first = this.simulation.spec.faults[0]
    return {
      scenario: scenario.id,
      title: scenario.title,
      summary: scenario.summary,
      profile: scenario.profile,
      profiles: Object.values(profiles).map(({ id, title, summary }) => ({ id, title, summary })),
      scenarios: presets.map(({ id, title, summary }) => ({ id, title, summary })),
      seed: scenario.seed,
      masters: scenario.cluster.masters,
      workers: scenario.cluster.workers,
      flags: allFlags.map((flag) => ({
        name: flag.name,
        description: flag.description,
        default: defaults[flag.name] ?? flag.default,
        value: scenario.flags[flag.name] ?? defaults[flag.name] ?? flag.default
      })),
      faults: scenario.faults,
      suggestion: this.suggestion(),
      // The first fault falls on ten o'clock, as in the document.
      clockStartSeconds: 36_000 - (first ? first.at / 1_000_000 : 10),
      faultAt: first?.at ?? null
    }
  }

  /** The one large button of the first screen: crash whoever leads etcd now. */
  private suggestion(): RunInfo['suggestion'] {
    // With one master nobody can take over, and a story without faults has its own point.
    if (this.scenario.cluster.masters < 2 || this.scenario.faults.length === 0) return null
    const { history } = this.simulation
    const frame = frameOf(history.seek(0), history.timeline)
    const leader = frame.machines.find((machine) =>
      machine.processes.some((process) => process.kind === 'etcd' && process.leads)
    )
    return leader ? { title: 'Crash the leader', fault: `crash ${leader.id}` } : null
  }

  private link(selection: string): string {
    const { history } = this.simulation
    const { shown } = this
    const world = history.seek(shown)
    const hash = world === history.head ? history.timeline.digest() : history.timeline.fork(world.entries).digest()
    return formatLink({
      scenario: this.scenario,
      playhead: shown,
      selection,
      check: { at: shown, hash: hash.slice(0, 16) }
    })
  }

  private crash(error: unknown): void {
    const text = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error)
    this.post({
      type: 'crashed',
      error: text,
      link: this.branches ? formatLink({ scenario: this.scenario, playhead: this.shown, selection: '' }) : ''
    })
  }
}

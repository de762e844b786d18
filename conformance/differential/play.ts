import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { seconds, type Micros } from '../../src/base/time'
import { prepare, type Scenario } from '../../src/scenarios'
import { createAuthority, type Authority } from '../../src/serve/certificates'
import { kubeconfig } from '../../src/serve/kubeconfig'
import { serveSimulation } from '../../src/serve/serve'
import { client, run, type Ran } from '../../src/serve/testing/clients'
import { createSimulation, extendSimulation, outputId, type Simulation } from '../../src/sim'
import { splitLine } from '../../src/sim/components/kubectl/command-line'
import { homeOf } from '../../src/sim/components/kubectl/home'
import { differences, normalised } from './compare'
import { instantOf, scenarioOf, type State } from './states'

/** What is typed, line by line, in a cluster that nobody else has touched. */
export interface Script {
  readonly lines: readonly string[]
  readonly stdin?: string
  readonly files?: Readonly<Record<string, string>>
}

/** When a line was typed: on the wall in milliseconds, and in simulated time. */
interface Moment {
  readonly wall: number
  readonly at: Micros
}

/** A line that the two say something different about. */
export interface Difference {
  readonly state: string
  readonly line: string
  readonly what: readonly string[]
  readonly real: Ran
  readonly ours: Ran
}

/** Commands that wait are waited for so long, of simulated time. */
const patience = seconds(150)
const home = homeOf({ env: {} })

/** A state that was reached, and what commands are held against it. */
export class Stage {
  private constructor(
    readonly state: State,
    private readonly scenario: Scenario,
    private readonly simulation: Simulation,
    private readonly authority: Authority,
    /** The home folder of who types the released kubectl: its caches outlive a command, as they do. */
    private readonly folder: string
  ) {}

  private readonly ports: number[] = []

  static async set(state: State): Promise<Stage> {
    const now = new Date()
    const scenario = scenarioOf(state, now)
    const spec = prepare(scenario)
    if (!spec.ok) throw new Error(`${state.name}: ${spec.error}`)
    const simulation = createSimulation(spec.value)
    simulation.history.advance(instantOf(state))
    const folder = mkdtempSync(join(tmpdir(), 'failover-lab-differential-'))
    return new Stage(state, scenario, simulation, await createAuthority(now), folder)
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Types a script at both, and tells the lines that differ: twice, for the two have clocks of their own. */
  async play(script: Script): Promise<readonly Difference[]> {
    const first = await this.once(script)
    if (first.length === 0) return first
    const again = new Set((await this.once(script)).map(({ line }) => line))
    return first.filter(({ line }) => again.has(line))
  }

  /** What ours prints at this instant. */
  said(line: string): string {
    return this.ours({ lines: [line] }, [{ wall: Date.now(), at: this.simulation.history.end }])[0]!.stdout
  }

  private async once(script: Script): Promise<readonly Difference[]> {
    const { real, typed, place } = await this.real(script)
    const ours = this.ours(script, typed)
    return script.lines.flatMap((line, i) => {
      const clean = (ran: Ran, at: string): Ran => ({
        code: ran.code,
        stdout: normalised(ran.stdout, at),
        stderr: normalised(ran.stderr, at)
      })
      const [one, other] = [clean(real[i]!, place), clean(ours[i]!, home)]
      const what = differences(one, other)
      return what.length === 0 ? [] : [{ state: this.state.name, line, what, real: one, ours: other }]
    })
  }

  private branch(): Simulation {
    const { history, spec } = this.simulation
    return { spec, history: history.fork(history.end, history.commands, false), breaches: [] }
  }

  /** The released kubectl, against this instant behind a socket. `typed`: when each line was. */
  private async real({
    lines,
    stdin = '',
    files = {}
  }: Script): Promise<{ real: Ran[]; typed: Moment[]; place: string }> {
    const { scenario, authority, folder } = this
    const served = await serveSimulation(this.branch(), {
      scenario,
      authority,
      speed: this.state.speed ?? 1,
      port: this.ports.pop() ?? 0,
      host: '127.0.0.1'
    })
    if (!served.ok) throw new Error(served.error)
    const { address, ca, admin, port, live, stop } = served.value
    const home = join(folder, String(port))
    mkdirSync(join(home, '.kube'), { recursive: true })

    const cwd = mkdtempSync(join(home, 'work-'))
    writeFileSync(
      join(home, '.kube/config'),
      kubeconfig(address, ca, [{ name: 'kubernetes-admin', certificate: admin }], 'kubernetes')
    )
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(cwd, name)), { recursive: true })
      writeFileSync(join(cwd, name), text)
    }
    const real: Ran[] = []
    const typed: Moment[] = []
    for (const line of lines) {
      typed.push({ wall: Date.now(), at: live.now })
      real.push(await run(client('kubectl'), wordsOf(line), { HOME: home }, stdin, cwd))
    }
    stop()
    // The same again: caches are kept by address.
    this.ports.push(port)
    return { real, typed, place: home }
  }

  /** Ours, on the users' machine of the simulation, whose clock reads what the wall's read. */
  private ours({ lines, stdin = '', files = {} }: Script, moments: readonly Moment[]): Ran[] {
    let simulation = this.branch()
    const began = Date.parse(this.scenario.startsAt!) * 1_000
    return lines.map((line, i) => {
      const { wall, at: then } = moments[i]!
      simulation.history.advance(then)
      const at = simulation.history.end + 1
      const offset = wall * 1_000 - (began + at)
      const typed = { at: at + 1, line, stdin, files }
      simulation = extendSimulation(simulation, {
        faults: [{ kind: 'skew-clock', at, machine: 'users', offset }],
        kubectl: [typed]
      })
      return listen(simulation, outputId(simulation.spec, typed), at + patience)
    })
  }
}

function listen({ history }: Simulation, id: string, last: number): Ran {
  const ran = { code: null as number | null, stdout: '', stderr: '' }
  const { facts } = history.timeline
  let read = facts.length
  while (ran.code === null && history.end < last) {
    history.advance(Math.max(history.end, history.head.nextAt))
    for (; read < facts.length; read++) {
      const found = facts[read]!
      if (found.fact === 'kubectl-output' && found.detail.id === id) ran[found.detail.stream] += found.detail.text
      if (found.fact === 'kubectl-exit' && found.detail.id === id) ran.code = found.detail.code
    }
  }
  return ran
}

function wordsOf(line: string): string[] {
  const words = splitLine(line)
  if (!words.ok) throw new Error(`${line}: ${words.error}`)
  return words.value
}

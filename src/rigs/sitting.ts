import { ok, type Result } from '../base/result'
import { seconds, type Micros } from '../base/time'
import { createSimulation, forkSimulation, type RunSpec, type Simulation, type Timeline, type World } from '../sim'
import { freshShell, promptOf, runLine, type Place, type Shell } from '../sim/terminal'

/** What a line printed, and when it was typed and ended. */
export interface Told {
  readonly at: Micros
  readonly ended: Micros
  /** With the prompt of the machine on which it was typed, if that was not the person's own. */
  readonly line: string
  readonly stdout: string
  readonly stderr: string
  readonly code: number
  /** It goes on; it was followed for a while. */
  readonly runs: boolean
}

/** What goes on by itself (`-w`, `-f`) is followed this long, then stopped. */
const followed = seconds(10)

/** A person before a run's terminal, one line after the other; time never goes back. */
export class Sitting {
  simulation: Simulation
  now: Micros = 0
  private shell: Shell = freshShell

  /** @param look told of each step of the run, from its beginning on */
  constructor(
    spec: RunSpec,
    private readonly look: ((world: World, timeline: Timeline) => void) | null = null
  ) {
    this.simulation = this.watched(createSimulation(spec))
  }

  /** Waits until then. */
  advance(at: Micros): void {
    this.now = Math.max(this.now, at)
    this.simulation.history.advance(this.now)
  }

  /** Puts files beside the terminal. */
  put(files: Readonly<Record<string, string>>): void {
    this.shell = { ...this.shell, files: { ...this.shell.files, ...files } }
  }

  /** Types a line and waits until it has ended; `unfinished` if it needs more lines. */
  type(line: string): Result<Told> {
    this.simulation.history.advance(this.now)
    const simulation = () => this.simulation
    const place: Place = {
      get simulation() {
        return simulation()
      },
      known: new Map(),
      at: this.now,
      followTo: this.now + followed,
      act: ({ kubectl, fault }) => {
        const change = { ...(kubectl && { kubectl: [kubectl] }), ...(fault && { faults: [fault] }) }
        this.simulation = this.watched(forkSimulation(this.simulation, change))
      }
    }
    const prompt = promptOf(this.shell)
    const at = this.now
    const answer = ended(runLine(place, this.shell, line))
    if (!answer.ok) return answer
    const { said, code, runs, shell } = answer.value
    this.shell = shell
    this.now = Math.max(this.now, place.at)
    const all = (stream: 'stdout' | 'stderr') =>
      said.map((piece) => (piece.stream === stream ? piece.text : '')).join('')
    return ok({
      at,
      ended: place.at,
      line: prompt === '$ ' ? line : `${prompt}${line}`,
      stdout: all('stdout'),
      stderr: all('stderr'),
      code,
      runs
    })
  }

  private watched(simulation: Simulation): Simulation {
    const { look } = this
    const { history } = simulation
    if (look) history.follower = (world) => look(world, history.timeline)
    return simulation
  }
}

function ended<T>(slices: Generator<void, T>): T {
  for (;;) {
    const { done, value } = slices.next()
    if (done) return value
  }
}

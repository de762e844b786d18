import { prepare } from '../../src/scenarios'
import { createSimulation, extendSimulation, outputId, type KubectlCommand } from '../../src/sim'
import { lineOf } from '../../src/rigs/calls'
import type { Printed } from './compare'
import { isCold, type Recorded } from './recorded'
import { stateOf } from './states'

/** How long a command that ended is waited for beyond what was recorded, in microseconds: one that takes so long differs anyway. */
const patience = 30e6

/** The recorder's kubelets were stand-ins that served no port. What a server passed on to one is typed in a run without kubelets. */
const isPassedOn = ({ stderr }: Recorded): boolean => /:10250\b.*connection refused/.test(stderr)

/** Brings a cluster into the state and types all of its commands, each at its time: they ran side by side. */
export function play(setup: string, commands: readonly Recorded[], seed: number): ReadonlyMap<string, Printed> {
  const passedOn = commands.filter(isPassedOn)
  return new Map([
    ...playWith(
      setup,
      commands,
      commands.filter((one) => !isPassedOn(one)),
      seed,
      false
    ),
    ...(passedOn.length > 0 ? playWith(setup, commands, passedOn, seed, true) : [])
  ])
}

function playWith(
  setup: string,
  all: readonly Recorded[],
  commands: readonly Recorded[],
  seed: number,
  withoutKubelets: boolean
): ReadonlyMap<string, Printed> {
  const { scenario, at } = stateOf(setup, all, withoutKubelets)
  const spec = prepare({ ...scenario, seed })
  if (!spec.ok) throw new Error(`${setup}: ${spec.error}`)
  let simulation = createSimulation(spec.value)
  const typed = commands.map((recorded): { recorded: Recorded; command: KubectlCommand; until: number } => {
    const { argv, stdin = '', started_ms_into_state: ms, duration_ms: took, exit } = recorded
    const begins = Math.round(at * 1e6 + ms * 1e3) + 1
    return {
      recorded,
      command: {
        at: begins,
        line: lineOf(argv),
        stdin,
        // The recorder's editor changed nothing.
        env: { KUBE_EDITOR: 'true', ...(isCold(recorded) && { KUBECACHEDIR: `/nowhere/${recorded.id}` }) }
      },
      until: begins + took * 1e3 + (exit === null ? 0 : patience)
    }
  })
  simulation = extendSimulation(simulation, { kubectl: typed.map(({ command }) => command) })
  const answers = new Map<string, { stdout: string; stderr: string; code: number | null; took: number }>()
  const running = new Map<string, (typeof typed)[number]>()
  for (const one of typed) {
    running.set(outputId(simulation.spec, one.command), one)
    answers.set(one.recorded.id, { stdout: '', stderr: '', code: null, took: 0 })
  }
  const { history } = simulation
  const last = Math.max(...typed.map(({ until }) => until))
  let read = 0
  while (running.size > 0 && history.end < last) {
    history.advance(Math.min(last, history.end + 1e6))
    for (const { facts } = history.timeline; read < facts.length; read++) {
      const found = facts[read]!
      if (found.fact !== 'kubectl-output' && found.fact !== 'kubectl-exit') continue
      const one = running.get(found.detail.id)
      if (!one || found.at > one.until) continue
      const answer = answers.get(one.recorded.id)!
      if (found.fact === 'kubectl-output') answer[found.detail.stream] += found.detail.text
      else {
        Object.assign(answer, { code: found.detail.code, took: (found.at - one.command.at) / 1e3 })
        running.delete(found.detail.id)
      }
    }
  }
  return answers
}

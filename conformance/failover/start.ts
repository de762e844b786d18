import { play, type Act } from './cluster'
import type { Seen } from './seen'
import { same, type Statement } from './statement'

/** An API server that was started while etcd was away. */
interface Start {
  readonly case: string
  readonly exit_code: number | null
  readonly events: readonly { readonly t_ms: number; readonly component: string; readonly what: string }[]
  readonly startup?: { readonly first_answer_ms: number | null; readonly ok_ms: number | null }
  readonly log: readonly { readonly l: string; readonly line: string }[]
}

/** An API server that was ended under its clients, and started again. */
interface Restart {
  readonly signal: string
  readonly tag: string
  readonly exit_code: number
  readonly exit_after_ms: number
  readonly restart_at_ms: number
  readonly startup: { readonly readyz?: { readonly transitions?: readonly Transition[] } }
  readonly kubectl: readonly { readonly argv: readonly string[]; readonly exit: number; readonly stderr: string }[]
  readonly logs: Readonly<Record<string, readonly { readonly line: string; readonly first_ms: number }[]>>
}

interface Transition {
  readonly check: string
  readonly state: string
}

const seconds = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.floor((to - from) / step) }, (_, i) => from + i * step)

const looks = (from: number, to: number) =>
  seconds(from, to, 0.25).map((at) => ({ at, op: '/readyz', method: 'GET', target: '/readyz?verbose' }))

/** Several programs of the recorder asked at once: who asks while the first check of etcd is under way hears that none was made yet. */
const looksTogether = (from: number, to: number) => looks(from, to).flatMap((look) => [look, look, look])

const endOf = ({ ended }: Seen, process: string) => ended.find((each) => each.process === `master-1/${process}`)
const logged = ({ lines }: Seen, component: string): string[] =>
  lines.filter((line) => line.component === `log ${component} master-1`).map(({ what }) => what)

/** Whether it goes on or gives up, with which code and which last words, and whether it comes to be ready. */
export function gradeStart(of: string, recorded: Start): readonly Statement[] | undefined {
  const [, how, after] = /while etcd is (down|frozen), etcd back after (\d+) s/.exec(recorded.case) ?? []
  if (after === undefined) return undefined
  const away = how === 'down' ? 'kill' : 'pause'
  const acts: Act[] = [
    { at: -1, line: 'kill master-1/kube-apiserver' },
    { at: -0.5, line: `${away} master-1/etcd` },
    { at: 0, line: 'restart master-1/kube-apiserver' },
    { at: Number(after), line: `${how === 'down' ? 'restart' : 'resume'} master-1/etcd` }
  ]
  const untilS = Math.max(40, Number(after) + 20)
  const [run] = play({ topology: 'single', acts, untilS, requests: looks(0.2, untilS - 1) }, [15.91])
  const end = endOf(run!, 'kube-apiserver')
  const statements = [same(of, 'kube-apiserver ends with', recorded.exit_code ?? 'goes on', end?.exitCode ?? 'goes on')]
  const at = recorded.events.find(({ what }) => /exited/.test(what))?.t_ms
  if (at !== undefined && end)
    statements.push({
      of,
      what: `it gives up 20 s after its first try, here at ${(at / 1_000).toFixed(1)} s`,
      // How long it takes from a process to its first try is the machine's.
      passed: end.t_ms >= 20_000 && end.t_ms <= at + 500,
      found: `${(end.t_ms / 1_000).toFixed(1)} s`
    })
  for (const { line } of recorded.log.filter((each) => each.l === 'E' && /command failed/.test(each.line))) {
    const text = line.replace(/^\S+\.go\] /, '')
    statements.push(
      same(
        of,
        `it logs ${text}`,
        true,
        logged(run!, 'kube-apiserver').some((said) => said.includes(text))
      )
    )
  }
  if (recorded.startup?.ok_ms)
    statements.push(
      same(
        of,
        'it comes to be ready',
        true,
        run!.answers.some(({ code }) => code === 200)
      )
    )
  return statements
}

/** Lines of clients that lost their server: who could not renew, who ends. Who stood for election before the recording began is chance. */
const compared = /"Failed to renew lease"|leaderelection lost|Requested to terminate/

/**
 * How it ends and after how long, which checks fail at its first answers, and what the leaders on its host said of it. How fast it comes back is the
 * machine's; what its clients' connections met is seen in `ha-crash`.
 */
export function gradeRestart(of: string, recorded: Restart): readonly Statement[] | undefined {
  if (recorded.tag !== 'default') return undefined
  const isKill = recorded.signal === 'kill'
  const back = Math.max(0.3, recorded.restart_at_ms / 1_000)
  const acts: Act[] = [
    { at: 0, line: `${isKill ? 'kill' : 'stop'} master-1/kube-apiserver` },
    { at: back, line: 'restart master-1/kube-apiserver' }
  ]
  const untilS = back + 30
  const [run] = play({ topology: 'single', acts, untilS, requests: looksTogether(back + 0.1, back + 12) }, [15.91])
  const end = endOf(run!, 'kube-apiserver')
  const statements: Statement[] = [
    same(
      of,
      'it ends by',
      isKill ? 'a signal' : recorded.exit_code,
      isKill && (end?.exitCode ?? 0) > 128 ? 'a signal' : end?.exitCode
    ),
    {
      of,
      what: `it ends after ${(recorded.exit_after_ms / 1_000).toFixed(1)} s`,
      passed: end !== undefined && Math.abs(end.t_ms - recorded.exit_after_ms) < 500 + recorded.exit_after_ms / 20,
      found: end ? `${(end.t_ms / 1_000).toFixed(1)} s` : 'not at all'
    }
  ]
  const failing = (transitions: readonly Transition[]): Set<string> =>
    new Set(transitions.filter(({ state }) => state.startsWith('-')).map(({ check }) => check))
  const there = failing(recorded.startup.readyz?.transitions ?? [])
  const here = new Set(
    run!.answers.flatMap(({ text }) => [...text.matchAll(/\[-\](\S+) failed/g)].map(([, check]) => check!))
  )
  for (const check of there) statements.push(same(of, `/readyz fails of ${check} at first`, true, here.has(check)))
  // Whether somebody asks in the moment of the first look at etcd was chance there.
  for (const check of here)
    if (!there.has(check) && !check.startsWith('etcd'))
      statements.push(same(of, `/readyz fails of ${check}`, false, true))
  for (const [component, lines] of Object.entries(recorded.logs)) {
    const ours = logged(run!, component).map((text) => text.replace(/^([IWE]) /, '$1 '))
    const said = new Set(
      lines.filter(({ line }) => compared.test(line)).map(({ line }) => line.replace(/^([IWE]) \S+\.go\] /, '$1 '))
    )
    for (const text of said) statements.push(same(of, `${component} logs ${text}`, true, ours.includes(text)))
  }
  return statements
}

import type { Moment } from '../../../src/rigs/pods'

export type Json = Record<string, unknown>

/** One incarnation of a container as its runtime logged it; times in milliseconds of the life. */
export interface Run {
  readonly container: string
  readonly id: string
  started: number | null
  /** When it was told to end by itself, and when it was killed. */
  signalled: number | null
  killed: number | null
  exited: number | null
  exitCode: number
}

/** Every incarnation of a pod's containers, in the order in which they were made. */
export function runsIn(timeline: readonly Moment[]): Run[] {
  const runs: Run[] = []
  const of = (text: string): Run | undefined => runs.find(({ id }) => text.includes(id))
  for (const { component, what, t_ms } of timeline) {
    if (component === 'containerd log') {
      const made =
        /^info "CreateContainer within sandbox .* for name:\\"(.*?)\\".* returns container id \\"(.*?)\\"/.exec(what)
      if (made)
        runs.push({
          container: made[1]!,
          id: made[2]!,
          started: null,
          signalled: null,
          killed: null,
          exited: null,
          exitCode: 0
        })
      const run = of(what)
      if (run && what.startsWith('info "Stop container ')) run.signalled ??= t_ms
      if (run && what.startsWith('info "Kill container ')) run.killed ??= t_ms
    } else if (component === 'containerd event') {
      const run = of(what)
      if (!run || what.includes('exec_id')) continue
      if (what.startsWith('/tasks/start')) run.started ??= t_ms
      if (what.startsWith('/tasks/exit') && /"id": "(.*?)"/.exec(what)?.[1] === run.id) {
        run.exited ??= t_ms
        run.exitCode = Number(/"exit_status": (\d+)/.exec(what)?.[1] ?? 0)
      }
    }
  }
  return runs
}

/** The body of a kubelet's status patch; null for anything else. */
export function statusPatch({ component, what }: Moment): Json | null {
  if (component !== 'kubelet' || !what.startsWith('PATCH pods/status -> 200')) return null
  return (JSON.parse(what.slice(what.indexOf('{'))) as { status: Json }).status
}

/** What the statuses said of a container, in order. */
export const statusesOf = (patches: readonly Json[], list: string, name: string): Json[] =>
  patches.flatMap((patch) => ((patch[list] ?? []) as Json[]).filter((status) => status.name === name))

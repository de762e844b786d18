import type { Moment } from '../../../src/rigs/pods'
import { statusPatch, type Json, type Run } from './seen'

/**
 * What a container says of its restarts itself, where its record shows it: its exit restarted all of its pod (the condition says so, and
 * which container had ended then), or it stayed ended while its pod ran on, and a first restart waits for no back-off.
 */
export function ownRestarts(name: string, runs: readonly Run[], timeline: readonly Moment[]): Json {
  const code = restartsAllAt(name, timeline)
  if (code === null) return staysEnded(name, runs, timeline) ? { restartPolicy: 'Never' } : {}
  const rule = { action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [code] } }
  return { restartPolicy: 'Never', restartPolicyRules: [rule] }
}

/** It ran once, ended by itself, and was left at that for longer than any restart takes, in a pod that went on. */
function staysEnded(name: string, runs: readonly Run[], timeline: readonly Moment[]): boolean {
  const own = runs.filter(({ container }) => container === name)
  const [first] = own
  if (own.length !== 1 || !first || first.exited === null || first.signalled !== null) return false
  const over = timeline.find(
    (moment) =>
      moment.what.startsWith('DELETE pods ') || /^(Succeeded|Failed)$/.test(String(statusPatch(moment)?.phase))
  )
  return (over?.t_ms ?? timeline.at(-1)!.t_ms) - first.exited > 40_000
}

/** The exit code of a container in the status that first told of the restart of all; null: it was not this one's. */
function restartsAllAt(name: string, timeline: readonly Moment[]): number | null {
  for (const moment of timeline) {
    const patch = statusPatch(moment)
    const conditions = (patch?.conditions ?? []) as Json[]
    if (!conditions.some(({ type, status }) => type === 'AllContainersRestarting' && status === 'True')) continue
    const statuses = [
      ...((patch!.initContainerStatuses ?? []) as Json[]),
      ...((patch!.containerStatuses ?? []) as Json[])
    ]
    const { state } = (statuses.find((status) => status.name === name) ?? {}) as { state?: { terminated?: Json } }
    return state?.terminated ? Number(state.terminated.exitCode) : null
  }
  return null
}

/** What a container that could not be started was to start, as the runtime refused it. */
export function refusedStart(statuses: readonly Json[]): { command?: string[]; workingDir?: string } | null {
  for (const { state } of statuses) {
    const { reason, message = '' } = ((state as Json).waiting ?? {}) as { reason?: string; message?: string }
    if (reason !== 'RunContainerError') continue
    const workingDir = /mkdir (\S+): not a directory/.exec(message)?.[1]
    if (workingDir) return { workingDir }
    const binary = /exec: "(.*?)": /.exec(message)?.[1]
    if (binary) return { command: [binary] }
  }
  return null
}

/** A container that was started anew to be resized says so of what was asked for then. */
export function resizePolicy(name: string, timeline: readonly Moment[]): Json {
  if (!timeline.some(({ what }) => what.includes(`Killing: Container ${name} resize requires restart`))) return {}
  const asked = timeline.flatMap(({ component, what }) => {
    if (component !== 'kubectl' || !what.startsWith('PATCH pods/resize')) return []
    const { spec } = JSON.parse(what.slice(what.indexOf('{'))) as { spec: { containers: Json[] } }
    const { requests = {}, limits = {} } = (spec.containers.find((one) => one.name === name)?.resources ?? {}) as Json
    return Object.keys({ ...(requests as Json), ...(limits as Json) })
  })
  return {
    resizePolicy: [...new Set(asked)].map((resourceName) => ({ resourceName, restartPolicy: 'RestartContainer' }))
  }
}

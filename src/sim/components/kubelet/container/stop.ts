import type { Container as ContainerSpec, Pod } from '../../../api/types'
import type { Outbox } from '../messages'
import type { CriReply } from '../../container-runtime/messages'
import { enabled, is125, number } from '../config'
import type { KubeletContext } from '../context'
import { callRuntime, idPrefix } from '../cri'
import { containerReply, toPod, type HookDone, type KillContainer } from '../items'
import { klogText, source, typed, verbose } from '../log'
import type { KillReason } from '../pod-worker/pod-actions'
import { podKey } from '../runtime-pod'
import { podOf, specOf, type Container, type Hook } from './container'
import { hooks } from './hooks-later'
import { containerEvent, done } from './start'

/* Stopping a container: its preStop hook runs, then StopContainer does. Models kuberuntime_container.go killContainer. */

export function beginKill(context: KubeletContext, container: Container, event: KillContainer, out: Outbox): void {
  const { containerId, message, reason, override } = event
  const pod = podOf(context, container)
  container.containerId = containerId
  const grace = override ?? graceOf(context, pod, specOf(pod, container), reason)
  const text = message || `Stopping container ${container.name}`
  containerEvent(context, container, out, 'Normal', 'Killing', text)
  container.kill = { graceSeconds: grace, overrideSeconds: override ?? 0, startedAt: context.now }
}

function graceOf(context: KubeletContext, pod: Pod, spec: ContainerSpec | undefined, reason: KillReason): number {
  if (pod.metadata.deletionGracePeriodSeconds !== undefined) return pod.metadata.deletionGracePeriodSeconds
  if (pod.spec.terminationGracePeriodSeconds === undefined) return number(context.config, 'minimum-grace-period-s')
  const probe = reason === 'startup' ? spec?.startupProbe : reason === 'liveness' ? spec?.livenessProbe : undefined
  return probe?.terminationGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds
}

export const hasPreStop = (context: KubeletContext, container: Container): boolean =>
  specOf(podOf(context, container), container)?.lifecycle?.preStop !== undefined && graceSecondsOf(container) > 0

/** How long the preStop hook may take, in seconds. */
export const graceSecondsOf = ({ kill }: Container): number => kill?.graceSeconds ?? 0

export function runPreStop(context: KubeletContext, container: Container, out: Outbox): void {
  hooks().runHook(context, out, container, 'preStop')
}

/** A preStop hook is over, in time or not. */
export function preStopOver(context: KubeletContext, container: Container, event: HookDone, out: Outbox): void {
  const { error, output } = event
  if (error === '') return
  const pod = podOf(context, container)
  const { name, uid } = container
  const hook = specOf(pod, container)?.lifecycle?.preStop
  hookFailed(context, container, out, event, hook)
  if (!hook) return
  out.log(
    'E',
    `kuberuntime_container.go:590] "PreStop hook failed" err=${klogText(error)} pod="${podKey(pod)}" podUID=${typed(context, uid)} containerName="${name}" containerID="${idOf(context, container)}"`
  )
  const text = hooks().hookText(context, pod, name, hook, error, output)
  // Newer releases do not tell of what the hook printed.
  const told = is125(context.config) ? text : 'PreStopHook failed'
  containerEvent(context, container, out, 'Warning', 'FailedPreStopHook', told)
}

function hookFailed(
  context: KubeletContext,
  container: Container,
  out: Outbox,
  { error, output }: HookDone,
  hook: Hook | undefined
): void {
  const command = hook?.exec?.command
  const who = `containerName="${container.name}" pod="${podKey(podOf(context, container))}" message=${klogText(output)}`
  const failed = '"Exec lifecycle hook for Container in Pod failed"'
  const path = hook?.httpGet && (hook.httpGet.path ?? '/')
  if (path !== undefined && !is125(context.config)) {
    const where = `path="${path}" containerName="${container.name}" pod="${podKey(podOf(context, container))}"`
    verbose(
      context,
      out,
      1,
      `handlers.go:94] "HTTP lifecycle hook for Container in Pod failed" ${where} err=${klogText(error)}`
    )
    return
  }
  if (!is125(context.config)) {
    const exec = command ? ` execCommand=${JSON.stringify(command)}` : ''
    verbose(context, out, 1, `handlers.go:86] ${failed}${exec} ${who} err=${klogText(error)}`)
    return
  }
  const exec = command ? ` execCommand=[${command.join(' ')}]` : ''
  out.log('E', `handlers.go:67] ${failed} err=${klogText(error)}${exec} ${who}`)
}

const idOf = (context: KubeletContext, { containerId }: Container): string => `${idPrefix(context)}${containerId}`

/** The preStop hook has used the whole grace period up. */
export function preStopTimedOut(context: KubeletContext, container: Container, out: Outbox): void {
  const { uid, name } = container
  out.log(
    'I',
    `kuberuntime_container.go:598] "PreStop hook not completed in grace period" pod="${podKey(podOf(context, container))}" podUID=${typed(context, uid)} containerName="${name}" containerID="${idOf(context, container)}" gracePeriod=${graceSecondsOf(container)}`
  )
}

export function stop(context: KubeletContext, container: Container, out: Outbox): void {
  const { config } = context
  const { uid, name, containerId, key } = container
  const kill = container.kill!
  const used = Math.floor((context.now - kill.startedAt) / 1_000_000)
  let grace = Math.max(number(config, 'minimum-grace-period-s'), kill.graceSeconds - used)
  if (kill.overrideSeconds > 0 && !enabled(config, 'prestop-shares-grace-period')) grace = kill.overrideSeconds
  verbose(
    context,
    out,
    2,
    `${source(context, 'kuberuntime_container.go:702', 'kuberuntime_container.go:909')}] "Killing container with a grace period" pod="${podKey(podOf(context, container))}" podUID=${typed(context, uid)} containerName="${name}" containerID="${idOf(context, container)}" gracePeriod=${grace}`
  )
  const call = { type: 'cri.StopContainer', containerId, timeoutSeconds: grace } as const
  callRuntime(context, out, call, containerReply(key, 'stop.replied'))
}

/** A container that is gone is stopped. */
export const isStopped = ({ error }: CriReply): boolean => error === '' || error.includes('NotFound')

/** Whoever wanted it stopped hears of it: the pod's worker, or the start that failed at the postStart hook. */
export function stopOver(container: Container, reply: CriReply, out: Outbox): void {
  const { uid, key, failure } = container
  container.kill = null
  container.failure = ''
  if (failure !== '') done(container, out, 'PostStartHookError', failure)
  else {
    const error = isStopped(reply) ? '' : reply.error
    out.raise(toPod(uid, { type: 'container.stopped', key, error }))
  }
}

// --- the postStart hook ---------------------------------------------------------------------------------------------------

/** A container whose postStart hook failed is stopped. */
export function postStartFailed(context: KubeletContext, container: Container, event: HookDone, out: Outbox): void {
  const { error, output } = event
  const pod = podOf(context, container)
  const { name, uid, containerId } = container
  const hook = specOf(pod, container)!.lifecycle!.postStart!
  hookFailed(context, container, out, event, hook)
  const message = hooks().hookText(context, pod, name, hook, error, output)
  const told = is125(context.config) ? message : 'PostStartHook failed'
  containerEvent(context, container, out, 'Warning', 'FailedPostStartHook', told)
  out.log(
    'E',
    `kuberuntime_container.go:282] "Failed to execute PostStartHook" err=${klogText(error)} pod="${podKey(pod)}" podUID=${typed(context, uid)} containerName="${name}" containerID="${idOf(context, container)}"`
  )
  container.failure = message
  const kill: KillContainer = { type: 'container.kill', containerId, message: 'FailedPostStartHook', reason: '' }
  beginKill(context, container, kill, out)
}

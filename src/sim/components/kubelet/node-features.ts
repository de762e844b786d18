import { equal } from '../../api/equality'
import type { Node } from '../../api/types'
import { enabled, is125 } from './config'
import type { KubeletContext } from './context'
import type { Outbox } from './messages'

/** What the API has, if it is the same: then nothing of it is compared once more. */
export const kept = (old: unknown, now: unknown): unknown => (old !== undefined && equal(old, now) ? old : now)

/**
 * What nodes say besides in 1.36: what the runtime's handlers can do (on this kernel no user namespaces), and which features of the kubelet a
 * scheduler has to know of. Models nodestatus/setters.go RuntimeHandlers, NodeFeatures, and the gate NodeDeclaredFeatures.
 */
export const sinceThen = ({ config }: KubeletContext, old: Node['status']): object => {
  const before = old as Readonly<Record<string, unknown>>
  const features = { recursiveReadOnlyMounts: true, userNamespaces: false }
  return {
    runtimeHandlers: kept(
      before.runtimeHandlers,
      ['', 'runc'].map((name) => ({ name, features }))
    ),
    features: kept(before.features, { supplementalGroupsPolicy: true }),
    declaredFeatures: kept(before.declaredFeatures, [
      ...(enabled(config, 'extend-websockets-to-kubelet') ? ['ExtendWebSocketsToKubelet'] : []),
      'InPlacePodLevelResourcesVerticalScaling',
      'InPlacePodVerticalScalingInitContainers',
      'RestartAllContainersOnContainerExits'
    ])
  }
}

/** The runtime or the network is not well. */
export function sayNotReady({ config, node }: KubeletContext, out: Outbox, { conditions = [] }: Node['status']): void {
  const ready = conditions.find(({ type }) => type === 'Ready')
  const { type, status, lastHeartbeatTime, lastTransitionTime, reason, message } = ready ?? {}
  const condition = JSON.stringify({ type, status, lastHeartbeatTime, lastTransitionTime, reason, message })
  const line = `"Node became not ready" node="${node}"`
  out.log('I', is125(config) ? `setters.go:545] ${line}` : `setters.go:547] ${line} condition=${condition}`)
}

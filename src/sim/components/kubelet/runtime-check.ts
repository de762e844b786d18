import type { CriReply } from '../container-runtime/messages'
import { is125 } from './config'
import { longAgo, type KubeletContext } from './context'
import { armCheck, callRuntime, runtimeIsDown } from './cri'
import { detectImages } from './eviction/images'
import type { Outbox } from './messages'
import { runtimeVersionOf } from './node-status'
import { resume } from './pods'

/** updateRuntimeUp. */
export function checkRuntime(context: KubeletContext, out: Outbox): void {
  callRuntime(context, out, { type: 'cri.Status' }, { kind: 'check' })
  armCheck(context, out)
}

export function checked(context: KubeletContext, out: Outbox, reply: CriReply): void {
  const { nodeStatus, cri } = context
  if (reply.version) {
    nodeStatus.runtimeVersion = runtimeVersionOf(context, reply.version.runtimeVersion)
    callRuntime(context, out, { type: 'cri.ListImages' }, { kind: 'check' })
    return
  }
  if (reply.images) {
    nodeStatus.images = reply.images
    detectImages(context, reply.images)
    return
  }
  if (reply.error !== '') {
    if (!is125(context.config))
      out.log('E', `remote_runtime.go:801] "Status from runtime service failed" err=${JSON.stringify(reply.error)}`)
    out.log('E', `kubelet.go:2385] "Container runtime sanity check failed" err=${JSON.stringify(reply.error)}`)
    if (cri.lastCheck !== longAgo && runtimeIsDown(context)) skip(context, out)
    return
  }
  if (reply.ready === undefined) return
  if (cri.lastCheck === longAgo) out.log('I', '"Starting control loop"')
  cri.lastCheck = context.now
  nodeStatus.networkReady = reply.networkReady === true
  if (nodeStatus.runtimeVersion === '') callRuntime(context, out, { type: 'cri.Version' }, { kind: 'check' })
  if (context.skipping && context.pleg.done) resume(context, out)
}

/** The main loop does nothing until the runtime is back. */
export function skip(context: KubeletContext, out: Outbox, why = 'container runtime is down'): void {
  context.skipping = true
  out.log('E', `kubelet.go:2057] "Skipping pod synchronization" err="${why}"`)
}

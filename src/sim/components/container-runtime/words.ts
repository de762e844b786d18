import { Prng } from '../../../base/prng'
import { uuid } from '../../api/uuid'
import type { RuntimeContext } from './context'
import type { ContainerStatus, CriReply, CriRequest, Outbox, Sandbox } from './messages'

type Level = 'I' | 'W' | 'E'

/*
 * What the daemons log. containerd's lines stand where it acts (`say`). CRI-O and dockerd with cri-dockerd speak when a call comes
 * and when it is answered. After a tab come the fields of a line, as logrus writes them behind its message.
 */

/** A line of containerd's; the others have words of their own. */
export function say({ runtime }: RuntimeContext, out: Outbox, level: Level, text: string): void {
  if (runtime === 'containerd') out.log(level, text)
}

/** A line of one of the runtimes, whichever the machine has. */
export function sayBy(
  { runtime }: RuntimeContext,
  out: Outbox,
  lines: Partial<Record<RuntimeContext['runtime'], string>>
): void {
  const line = lines[runtime]
  if (line !== undefined) out.log('I', line)
}

/** A call has come. */
export function heard(context: RuntimeContext, out: Outbox, call: number, request: CriRequest): void {
  if (context.runtime === 'cri-o') inCriO(context, out, call, request, null)
  else if (context.runtime === 'docker') inDocker(out, request, null)
}

/** A call is answered. */
export function answered(
  context: RuntimeContext,
  out: Outbox,
  call: number,
  request: CriRequest,
  reply: Partial<CriReply>
): void {
  if (context.runtime === 'cri-o') inCriO(context, out, call, request, reply)
  else if (context.runtime === 'docker') inDocker(out, request, reply)
}

const nameOf = (one: Pick<ContainerStatus, 'namespace' | 'podName' | 'name'>): string =>
  `${one.namespace}/${one.podName}/${one.name}`
const podOf = ({ namespace, podName }: Pick<Sandbox, 'namespace' | 'podName'>): string => `${namespace}/${podName}/POD`

/** Models cri-o's server/{sandbox_run_linux,sandbox_stop,sandbox_remove,container_create,container_start,container_stop,container_remove,image_pull}.go. */
function inCriO(
  context: RuntimeContext,
  out: Outbox,
  call: number,
  request: CriRequest,
  reply: Partial<CriReply> | null
): void {
  const verb = request.type.slice(4)
  const service = verb === 'PullImage' || verb === 'RemoveImage' ? 'ImageService' : 'RuntimeService'
  const log = (level: Level, text: string, fields = '') => {
    const id = uuid(Prng.forName(call, `${context.self}/${context.hostIP}`))
    out.log(level, `${text}\t${fields}id=${id} name=/runtime.v1.${service}/${verb}`)
  }
  if (reply?.error) return log('E', reply.error.replace(/^rpc error: code = \w+ desc = /, ''))
  const isNew = reply === null
  const container = 'containerId' in request ? context.containers.get(request.containerId) : undefined
  const sandbox = 'sandboxId' in request ? context.sandboxes.get(request.sandboxId) : undefined
  switch (request.type) {
    case 'cri.RunPodSandbox':
      if (isNew) return log('I', `Running pod sandbox: ${podOf(request)}`)
      return log('I', `Ran pod sandbox ${reply.sandboxId} with infra container: ${podOf(request)}`)
    case 'cri.PullImage':
      return log('I', isNew ? `Pulling image: ${request.image}` : `Pulled image: ${reply.image?.ref ?? request.image}`)
    case 'cri.CreateContainer': {
      const name = sandbox ? nameOf({ ...sandbox, name: request.name }) : request.name
      return log('I', isNew ? `Creating container: ${name}` : `Created container ${reply.containerId}: ${name}`)
    }
    case 'cri.StartContainer':
      if (isNew) return log('I', `Starting container: ${request.containerId}`)
      if (container)
        log(
          'I',
          'Started container',
          `containerID=${container.id} description=${nameOf(container)} sandboxID=${container.sandboxId} `
        )
      return
    case 'cri.StopContainer':
      if (isNew) return log('I', `Stopping container: ${request.containerId} (timeout: ${request.timeoutSeconds}s)`)
      if (container) log('I', `Stopped container ${container.id}: ${nameOf(container)}`)
      return
    case 'cri.RemoveContainer':
      if (isNew) return log('I', `Removing container: ${request.containerId}`)
      return log('I', `Removed container ${request.containerId}`)
    case 'cri.StopPodSandbox':
      return log('I', `${isNew ? 'Stopping' : 'Stopped'} pod sandbox: ${request.sandboxId}`)
    case 'cri.RemovePodSandbox':
      return log('I', `${isNew ? 'Removing' : 'Removed'} pod sandbox: ${request.sandboxId}`)
  }
}

/** Models cri-dockerd's core/{sandbox_run,image_pull}.go and moby's daemon/stop.go: at its usual level it says little. */
function inDocker(out: Outbox, request: CriRequest, reply: Partial<CriReply> | null): void {
  if (reply?.error) {
    const text = reply.error.replace(/^rpc error: code = \w+ desc = /, '')
    return out.log('E', `Handler for ${request.type.slice(4)} returned error: ${text}`)
  }
  if (request.type === 'cri.PullImage')
    out.log(
      'I',
      reply === null
        ? `Pulling image ${request.image}`
        : `Stop pulling image ${request.image}: Status: Downloaded newer image for ${request.image}`
    )
  else if (request.type === 'cri.RunPodSandbox' && reply !== null)
    out.log(
      'I',
      `Will attempt to re-write config file /var/lib/docker/containers/${reply.sandboxId}/resolv.conf as [nameserver 10.96.0.10]`
    )
}

import { seconds } from '../../../../base/time'
import type { Container as ContainerSpec, Pod } from '../../../api/types'
import type { Outbox } from '../messages'
import type { CriReply } from '../../container-runtime/messages'
import type { LinuxProbe } from '../../linux/messages'
import { is125 } from '../config'
import type { KubeletContext } from '../context'
import { callRuntime } from '../cri'
import { containerReply, toContainer, type HookDone } from '../items'
import { verbose } from '../log'
import { podKey, podText } from '../runtime-pod'
import { podOf, specOf, type Container, type Hook } from './container'

/** Runs a lifecycle hook: a command in the container, an HTTP GET to the pod, or some seconds of waiting. */
export function runHook(
  context: KubeletContext,
  out: Outbox,
  container: Container,
  which: 'preStop' | 'postStart'
): void {
  const { key, containerId, name } = container
  const pod = podOf(context, container)
  const spec = specOf(pod, container)
  const hook = spec?.lifecycle?.[which]
  if (hook?.exec?.command) {
    const call = { type: 'cri.ExecSync', containerId, command: hook.exec.command, timeoutSeconds: 0 } as const
    callRuntime(context, out, call, containerReply(key, 'hook.replied'))
  } else if (hook?.httpGet) {
    const id = ++context.nextCall
    const { port, path, host } = hook.httpGet
    context.httpHooks.set(id, key)
    const ip = host ?? addressOf(context, container)
    const probe: LinuxProbe = { type: 'linux.probe', id, kind: 'http', ip, port: portOf(spec, port), path: path ?? '/' }
    out.send(context.linux, probe)
  } else if (hook?.sleep) {
    const done = toContainer(key, { type: 'hook.done', error: '', output: '' })
    out.timer(`hook-sleep/${key}`, seconds(hook.sleep.seconds), 'sleep.seconds', done)
  } else out.raise(toContainer(key, { type: 'hook.done', error: '', output: '' }))
  const text = `kuberuntime_container.go "Running ${which} hook" pod="${podKey(pod)}" containerName="${name}"`
  verbose(context, out, 3, text)
}

/** The pod's address: a sandbox that was made in this sync has one before the runtime was looked at again. */
const addressOf = (context: KubeletContext, { uid }: Container): string => {
  const { runtime, ip } = context.workers.get(uid)!
  return runtime.ip || ip
}

const portOf = (spec: ContainerSpec | undefined, port: number | string): number =>
  typeof port === 'number' ? port : (spec?.ports?.find(({ name }) => name === port)?.containerPort ?? 80)

/** What came of a hook's request: `Get "http://10.244.1.7:81/hook": dial tcp 10.244.1.7:81: connect: connection refused`. */
export function httpHookResult(context: KubeletContext, key: string, code: number, error: string): HookDone {
  const container = context.containers.get(key)
  const worker = container && context.workers.get(container.uid)
  const spec = worker && specOf(worker.pod, container)
  const target = spec?.lifecycle?.[container?.kill ? 'preStop' : 'postStart']?.httpGet
  const fine = code < 400 ? '' : `received ${code}`
  if (error === '' || !container || !target || is125(context.config))
    return { type: 'hook.done', error: error || fine, output: '' }
  const host = target.host ?? addressOf(context, container)
  const url = `http://${host}:${portOf(spec, target.port)}${target.path ?? '/'}`
  return { type: 'hook.done', error: `Get "${url}": ${error}`, output: '' }
}

/** What came of a hook's command. */
export function hookResult(command: readonly string[], { error, exec }: CriReply): HookDone {
  const type = 'hook.done'
  if (error !== '' || !exec) return { type, error, output: '' }
  const { exitCode, stdout, stderr } = exec
  if (exitCode === 0) return { type, error: '', output: stdout }
  return { type, error: `command '${command.join(' ')}' exited with ${exitCode}: ${stderr}`, output: stdout + stderr }
}

/** `Exec lifecycle hook ([sh -c exit 3]) for Container "a" in Pod "p_default(uid)" failed - error: …, message: "…"` */
export function hookText(
  context: KubeletContext,
  pod: Pod,
  name: string,
  hook: Hook,
  error: string,
  output: string
): string {
  const where = `for Container "${name}" in Pod "${podText(pod)}" failed - error: ${error}, message: ${JSON.stringify(output)}`
  if (hook.exec) return `Exec lifecycle hook ([${(hook.exec.command ?? []).join(' ')}]) ${where}`
  // Newer releases tell no answer's text, for there was none.
  const told = is125(context.config) ? where : where.replace(/, message: .*$/s, '')
  return `HTTP lifecycle hook (${hook.httpGet?.path ?? '/'}) ${told}`
}

import { seconds } from '../../../base/time'
import type { LinuxContext } from './context'
import { dataServers, type DataAsk } from './data/data'
import type { Outbox, PodRequest } from './messages'
import { programsOfPeople } from './programs/later'
import { answerOf, type Found } from './servers'
import { filesOf, isMount } from './volumes'

/* What a container's server answers: its code, and its words. */

/** An application that is asked for its admission has nothing against anything; a server of data does what it is told. */
export function wordsFor(
  context: LinuxContext,
  out: Outbox,
  { containerId }: Found,
  { body = {} }: PodRequest
): string {
  const asked = body as { kind?: string; apiVersion?: string; request?: { uid?: string }; data?: DataAsk }
  const { kind, apiVersion, request, data } = asked
  if (data) return dataServers().answer(context, out, containerId, data)
  if (kind !== 'AdmissionReview') return ''
  return JSON.stringify({ kind, apiVersion, response: { uid: request?.uid, allowed: true } })
}

/** What a server says: its file, or an application's plain word. */
export function bodyOf(context: LinuxContext, { server, containerId, pod }: Found, path: string, code: number): string {
  if (code === 503) return '<html>\n<head><title>503 Service Temporarily Unavailable</title></head>\n</html>\n'
  if (server.root === '')
    return greeting(context, { server, containerId }, path) ?? `${pod.slice(pod.indexOf('/') + 1)}\n`
  if (code !== 200)
    return `<html>\n<head><title>${code} ${code === 403 ? 'Forbidden' : 'Not Found'}</title></head>\n</html>\n`
  const text = filesOf(context, context.containers.get(containerId)!).get(fileOf(server, path)) ?? ''
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

/** What a well-known application says. */
function greeting(
  context: LinuxContext,
  { server, containerId }: Omit<Found, 'pod'>,
  path: string
): string | undefined {
  const { behaviour, podName, podIP } = context.containers.get(containerId)!.spec
  const { image, argv, env = {} } = behaviour
  if (image === undefined) return undefined
  const [repository = '', tag = 'latest'] = image.split(/[:@](?!.*\/)/)
  const asked = { argv, env, tag, hostname: podName, ip: podIP, path, port: server.port }
  return programsOfPeople().greetingOf(repository, asked)
}

function fileOf({ root }: Found['server'], path: string): string {
  const clean = path.split('?')[0]!
  return `${root}${clean.endsWith('/') ? `${clean}index.html` : clean}`
}

export function codeOf(context: LinuxContext, { server, containerId }: Found, path: string): number {
  const { spec, startedAt } = context.containers.get(containerId)!
  // Kubernetes' own test server (agnhost liveness) is well for ten seconds.
  if (path === '/healthz' && spec.behaviour.argv[1] === 'liveness')
    return context.now - startedAt < seconds(10) ? 200 : 500
  if (server.root === '') return Number(answerOf(server, path, context.now - startedAt)?.status ?? 200)
  const container = context.containers.get(containerId)!
  if (filesOf(context, container).has(fileOf(server, path))) return 200
  // A directory without a page: it may not be listed.
  return path.endsWith('/') && isMount(container, `${server.root}${path.slice(0, -1)}`) ? 403 : 404
}

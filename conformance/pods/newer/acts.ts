import type { Moment } from '../../../src/rigs/pods'
import type { Json } from './seen'

/** What somebody did to a pod after it was made: lines of kubectl with their times. */
export function actsIn(pod: string, namespace: string, timeline: readonly Moment[]): string[] {
  return timeline.flatMap(({ component, what, t_ms }) => {
    const at = `${Math.max(t_ms, 1) / 1000}s`
    // What somebody reads of a log is no request that is recorded; the kubelet tells of it (of what it reads itself it names the pod).
    const read =
      component === 'kubelet log' && /"Finished parsing log file" path="[^"]*\/([^/"]+)\/\d+\.log"/.exec(what)
    if (read) return [`${at} kubectl logs ${pod} -n ${namespace} -c ${read[1]}`]
    if (component !== 'kubectl') return []
    if (what.startsWith('DELETE pods '))
      return [`${at} kubectl delete pod ${pod} -n ${namespace}${deletion(what)} --wait=false`]
    const body = what.startsWith('PATCH ') ? (JSON.parse(what.slice(what.indexOf('{'))) as Json) : {}
    if (what.startsWith('PATCH pods/ephemeralcontainers'))
      return [`${at} kubectl debug ${pod} -n ${namespace}${debug(body)}`]
    const sub = what.startsWith('PATCH pods/resize') ? ' --subresource=resize' : ''
    return what.startsWith('PATCH pods')
      ? [`${at} kubectl patch pod ${pod} -n ${namespace}${sub} -p ${quoted(body)}`]
      : []
  })
}

const quoted = (body: unknown): string => `'${JSON.stringify(body)}'`

function deletion(what: string): string {
  const grace = /"gracePeriodSeconds": (\d+)/.exec(what)?.[1]
  if (grace === undefined) return ''
  return grace === '0' ? ' --force --grace-period=0' : ` --grace-period=${grace}`
}

interface Ephemeral {
  readonly name: string
  readonly image: string
  readonly command?: readonly string[]
  readonly targetContainerName?: string
}

/** The newest container of the list: the same is asked for with a command line, whose arguments are a command's. */
function debug({ spec }: Json): string {
  const { name, image, command, targetContainerName } = (
    spec as { ephemeralContainers: Ephemeral[] }
  ).ephemeralContainers.at(-1)!
  const target = targetContainerName ? ` --target=${targetContainerName}` : ''
  const words = (command ?? []).map((word) => `'${word}'`).join(' ')
  return ` --image=${image} -c ${name}${target} --profile=legacy --quiet${words ? ` -- ${words}` : ''}`
}

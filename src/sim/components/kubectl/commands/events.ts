import type { CoreEvent, KubeList } from '../../../api/types'
import { since } from '../../../api/duration'
import { eventView } from '../../../api/kinds/event/columns'
import { good } from '../errors'
import { isSet, text, type Command, type Kubectl } from '../session'
import { align, getTable } from '../tabwriter'
import { readTargets, resourceOf } from '../targets'

const namespaceOf = (kubectl: Kubectl): string =>
  isSet(kubectl.session.flags, 'all-namespaces') ? '' : kubectl.namespace

/** `kubectl events`: like `get events`, sorted by time, with the object's kind as it is written. */
export const events: Command = {
  reads: true,
  flags: {
    'all-namespaces': { kind: 'bool', short: 'A' },
    for: { kind: 'string' },
    types: { kind: 'string' },
    'no-headers': { kind: 'bool' }
  },
  start: (kubectl) => {
    const of = text(kubectl.session.flags, 'for')
    const [kind, name] = of.split('/')
    const resource = of === '' ? undefined : readTargets([of])
    if (resource && !resource.ok) return kubectl.fail(resource.error)
    const found = resource && resourceOf(resource.value[0]!)
    const fieldSelector = found ? `involvedObject.kind=${found.kind},involvedObject.name=${name}` : ''
    void kind
    const namespace = namespaceOf(kubectl)
    kubectl.ask(
      {
        verb: 'list',
        resource: 'events',
        ...(namespace && { namespace }),
        options: { limit: 500, ...(fieldSelector && { fieldSelector }) }
      },
      { do: 'list' }
    )
  },
  answer: (kubectl, _step, answer) => {
    if (!good(answer)) return kubectl.failWith(answer)
    const types = text(kubectl.session.flags, 'types')
    const found = ((answer.body as KubeList).items as CoreEvent[])
      .filter(({ type = '' }) => types === '' || types.split(',').includes(type))
      .map((event) => ({ event, view: eventView(event) }))
      .sort((a, b) => ((a.view.last ?? '') < (b.view.last ?? '') ? -1 : 1))
    if (found.length === 0) {
      kubectl.warn(`No events found${namespaceOf(kubectl) === '' ? '.' : ` in ${kubectl.namespace} namespace.`}\n`)
      return kubectl.exit(0)
    }
    const everywhere = isSet(kubectl.session.flags, 'all-namespaces')
    const headers = ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
    const rows = found.map(({ event, view: { object, message, last } }) => {
      const { kind = '', name = '', namespace = '' } = object
      const cells = [since(last, kubectl.now), event.type ?? '', event.reason ?? '', `${kind}/${name}`, message]
      return everywhere ? [namespace, ...cells] : cells
    })
    if (!isSet(kubectl.session.flags, 'no-headers')) rows.unshift(everywhere ? ['NAMESPACE', ...headers] : headers)
    kubectl.print(`${align(rows.map((cells) => cells.join('\t')).join('\n'), getTable())}\n`)
    kubectl.exit(0)
  }
}

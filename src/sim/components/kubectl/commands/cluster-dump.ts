import type { Call } from '../../../client-go/transport'
import type { KubeList, KubeObject, Pod } from '../../../api/types'
import { findResource } from '../../../api/scheme'
import { good } from '../errors'
import { ask } from '../script/effects'
import { Failure, failure, problemOf } from '../script/failure'
import { slice } from '../script/options'
import { scripted, type Script, type Shell } from '../script/script'
import { typed } from '../script/typed'
import { isSet, text } from '../session'
import { kubectl } from '../later'

/** What is written of each namespace, and the names of the files. */
const dumped = [
  ['events', 'events'],
  ['replicationcontrollers', 'replication-controllers'],
  ['services', 'services'],
  ['daemonsets', 'daemonsets'],
  ['deployments', 'deployments'],
  ['replicasets', 'replicasets'],
  ['pods', 'pods']
] as const

/** `kubectl cluster-info dump`: objects and logs, into files or one after the other. Models kubectl/pkg/cmd/clusterinfo/clusterinfo_dump.go. */
export const clusterInfoDump = scripted(dump, { reads: true })

function* dump(shell: Shell): Script {
  const { flags } = shell
  const output = text(flags, 'output') || 'json'
  const directory = text(flags, 'output-directory')
  const extension = output === 'json' ? '.json' : output === 'yaml' ? '.yaml' : '.txt'
  const printer = kubectl().printerOf(
    { session: { ...shell.session, flags: { ...flags, output } }, print: (said) => shell.print(said) },
    false
  )
  if (!printer.ok) throw failure(printer.error)
  const write = (name: string, said: string) =>
    directory === '' || directory === '-' ? shell.print(said) : shell.write(`${directory}/${name}`, said)
  const print = (name: string, list: KubeList) => {
    const shown = output === 'json' ? `${JSON.stringify(list, null, 4)}\n` : undefined
    const printed = printer.value(list, 0)
    if (!printed.ok) throw failure(printed.error)
    write(`${name}${extension}`, shown ?? printed.value)
  }
  const list = function* (resource: string, namespace = ''): Script<KubeList> {
    const answer = yield* ask({ verb: 'list', resource, ...(namespace !== '' && { namespace }) })
    if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
    return asTyped(resource, answer.body as KubeList)
  }
  print('nodes', yield* list('nodes'))
  const given = slice(shell, 'namespaces')
  const namespaces = isSet(flags, 'all-namespaces')
    ? (yield* list('namespaces')).items.map(({ metadata }) => metadata.name)
    : given.length > 0
      ? given
      : [...new Set(['kube-system', shell.namespace])]
  for (const namespace of namespaces) {
    let pods: readonly KubeObject[] = []
    for (const [resource, name] of dumped) {
      const found = yield* list(resource, namespace)
      print(`${namespace}/${name}`, found)
      if (resource === 'pods') pods = found.items
    }
    for (const pod of pods as Pod[]) write(`${namespace}/${pod.metadata.name}/logs.txt`, yield* logsOf(pod))
  }
  if (directory !== '' && directory !== '-') shell.print(`Cluster info dumped to ${directory}\n`)
}

/** As Go's types have it. */
function asTyped(resource: string, given: KubeList): KubeList {
  const kind = findResource(resource)!
  const { apiVersion } = kind
  const items = given.items.map((object) => {
    const { apiVersion: _version, kind: _kind, ...rest } = typed({ kind, apiVersion, object })
    const { managedFields: _, ...metadata } = rest.metadata
    return { ...rest, metadata } as KubeObject
  })
  return { kind: `${kind.kind}List`, apiVersion, metadata: given.metadata, items }
}

function* logsOf({ metadata: { namespace = '', name }, spec }: Pod): Script<string> {
  let said = ''
  for (const container of [...(spec.initContainers ?? []), ...spec.containers].map((one) => one.name)) {
    const of = `logs for container ${container} of pod ${namespace}/${name} ====\n`
    const call: Call = { verb: 'get', resource: 'pods', subresource: 'log', namespace, name, options: { container } }
    const answer = yield* ask(call)
    const log = good(answer)
      ? String(answer.body)
      : `Request log error: ${(answer.body as { message?: string } | null)?.message ?? answer.error ?? ''}\n`
    said += `==== START ${of}${log}==== END ${of}`
  }
  return said
}

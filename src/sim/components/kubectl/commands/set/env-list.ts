import { base64Decode } from '../../../../api/base64'
import type { ConfigMap, Container, KubeObject, Secret } from '../../../../api/types'
import { good } from '../../errors'
import { ask } from '../../script/effects'
import { errorString, failure, problemOf } from '../../script/failure'
import { withPodSpec } from '../../script/pod-spec'
import type { Script, Shell } from '../../script/script'
import { isSet, text } from '../../session'
import { isMeant } from './containers'
import type { EnvVar } from './env-args'

type Source = NonNullable<EnvVar['valueFrom']>

/** `secret x, key y`. Models kubectl/pkg/cmd/set/env GetEnvVarRefString. */
function sourceText({ configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef }: Source): string {
  if (configMapKeyRef) return `configmap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`
  if (secretKeyRef) return `secret ${secretKeyRef.name}, key ${secretKeyRef.key}`
  if (fieldRef) return `field path ${fieldRef.fieldPath}`
  if (resourceFieldRef) {
    const container = resourceFieldRef.containerName ? `${resourceFieldRef.containerName}/` : ''
    return `resource field ${container}${resourceFieldRef.resource}`
  }
  return 'invalid valueFrom'
}

/** `kubectl set env --list`: each container's variables, with `--resolve` those of ConfigMaps and Secrets too. */
export function* listEnv(shell: Shell, object: KubeObject): Script {
  const pattern = text(shell.flags, 'containers') || '*'
  let failed = false
  for (const container of containersOf(object).filter(({ name }) => isMeant(pattern, name))) {
    shell.print(`# ${object.kind} ${object.metadata.name}, container ${container.name}\n`)
    const errors = new Map<string, string[]>()
    for (const { name, value = '', valueFrom } of container.env ?? []) {
      if (!valueFrom) {
        shell.print(`${name}=${value}\n`)
        continue
      }
      const resolved = isSet(shell.flags, 'resolve') ? yield* valueOf(shell, object, valueFrom) : undefined
      if (resolved && 'value' in resolved) shell.print(`${name}=${resolved.value}\n`)
      else shell.print(`# ${name} from ${sourceText(valueFrom)}\n`)
      if (resolved && 'error' in resolved) errors.set(resolved.error, [...(errors.get(resolved.error) ?? []), name])
    }
    const lines = [...errors].map(
      ([error, names]) => `error retrieving reference for ${names.sort().join(', ')}: ${error}\n`
    )
    for (const line of lines.sort()) shell.warn(line)
    failed ||= errors.size > 0
  }
  if (failed) throw failure('failed to retrieve valueFrom references')
}

function containersOf(object: KubeObject): Container[] {
  const found: Container[] = []
  withPodSpec(object, (spec) => {
    found.push(...spec.containers, ...(spec.initContainers ?? []))
    return spec
  })
  return found
}

function* valueOf(
  shell: Shell,
  object: KubeObject,
  { configMapKeyRef, secretKeyRef, fieldRef }: Source
): Script<{ readonly value: string } | { readonly error: string }> {
  if (fieldRef) {
    const { name, namespace = '', uid = '' } = object.metadata
    const known: Readonly<Record<string, string>> = {
      'metadata.name': name,
      'metadata.namespace': namespace,
      'metadata.uid': uid
    }
    const value = known[fieldRef.fieldPath]
    return value === undefined ? { error: `unsupported fieldPath: ${fieldRef.fieldPath}` } : { value }
  }
  const ref = secretKeyRef ?? configMapKeyRef
  if (!ref) return { error: 'invalid valueFrom' }
  const resource = secretKeyRef ? 'secrets' : 'configmaps'
  const answer = yield* ask({ verb: 'get', resource, namespace: shell.namespace, name: ref.name ?? '' })
  if (!good(answer)) return { error: errorString(problemOf(answer, shell.host)) }
  const value = (answer.body as ConfigMap | Secret).data?.[ref.key]
  if (value === undefined)
    return { error: `key ${ref.key} not found in ${secretKeyRef ? 'secret' : 'config map'} ${ref.name}` }
  return { value: secretKeyRef ? base64Decode(value) : value }
}

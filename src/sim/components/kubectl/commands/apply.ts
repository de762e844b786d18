import type { KubeObject } from '../../../api/types'
import type { FlagSpecs } from '../command-line'
import { errorText, good, type Answer } from '../errors'
import { nameIn, namespaceIn, readManifest, resourceOfObject } from '../manifests'
import { threeWayPatch } from '../../../api/patch/three-way'
import { kubectl as whole } from '../later'
import { objectName, objectType } from '../../../api/scheme'
import { list, text, type Command, type Kubectl } from '../session'
import { fileOf } from '../files'
import { fetchSchemas, schemasFetched } from '../validation'

const flags: FlagSpecs = {
  filename: { kind: 'list', short: 'f' },
  kustomize: { kind: 'string', short: 'k' },
  'dry-run': { kind: 'string', bare: 'unchanged' },
  'server-side': { kind: 'bool' },
  validate: { kind: 'string', bare: 'strict' },
  wait: { kind: 'bool' },
  output: { kind: 'string', short: 'o' }
}

type Memory = {
  objects: KubeObject[]
  file: string
  next: number
  failed: boolean
}
const memory = ({ session }: Kubectl): Memory => session.memory as Memory

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'
const options = { fieldManager: 'kubectl-client-side-apply', fieldValidation: 'Strict' } as const

/** `kubectl apply -f`: schemas, then for each object GET, and POST or PATCH. Models kubectl/pkg/cmd/apply (client-side). */
export const apply: Command = {
  flags,
  start: (kubectl) => {
    const { flags: given } = kubectl.session
    const [file] = list(given, 'filename')
    if (file === undefined) return kubectl.fail('must specify one of -f and -k')
    const source = fileOf(kubectl, file)
    if (source === undefined) return kubectl.fail(`the path "${file}" does not exist`)
    const shown = file === '-' ? 'STDIN' : file
    const objects = readManifest(source, shown)
    if (!objects.ok) return kubectl.fail(objects.error)
    const start: Memory = { objects: objects.value, file: shown, next: 0, failed: false }
    kubectl.session.memory = start
    fetchSchemas(kubectl)
  },
  answer: (kubectl, step, answer) => {
    const state = memory(kubectl)
    if (step.do === 'openapi' || step.do === 'schema') {
      if (schemasFetched(kubectl, step, answer, state.objects, state.file)) applyNext(kubectl)
      return
    }
    if (answer.error !== undefined) return kubectl.failWith(answer)
    const object = state.objects[state.next - 1]!
    if (step.do === 'found') return found(kubectl, object, answer)
    if (good(answer))
      printed(kubectl, object, step.do === 'created' ? 'created' : 'configured', answer.body as KubeObject)
    else failed(kubectl, answer, step.do === 'created' ? 'creating' : 'applying patch to')
    applyNext(kubectl)
  }
}

function failed(kubectl: Kubectl, answer: Answer, doing: string): void {
  const state = memory(kubectl)
  kubectl.warn(`${errorText(answer, kubectl.context.host, `error when ${doing} "${state.file}": `)}\n`)
  state.failed = true
}

const whereOf = (kubectl: Kubectl, object: KubeObject) => {
  const { plural, namespaced } = resourceOfObject(object)
  return { resource: plural, ...(namespaced && { namespace: namespaceIn(object) ?? kubectl.namespace }) }
}

function applyNext(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const object = state.objects[state.next++]
  if (!object) return kubectl.exit(state.failed ? 1 : 0)
  const name = nameIn(object)
  if (name === '') {
    kubectl.warn('error: resource name may not be empty\n')
    state.failed = true
    return applyNext(kubectl)
  }
  kubectl.ask({ verb: 'get', ...whereOf(kubectl, object), name }, { do: 'found' })
}

/** The manifest with the annotation that remembers it. */
function annotated(kubectl: Kubectl, object: KubeObject): KubeObject {
  const { namespaced } = resourceOfObject(object)
  const namespace = namespaced ? { namespace: namespaceIn(object) ?? kubectl.namespace } : {}
  const { [lastApplied]: _old, ...annotations } = object.metadata.annotations ?? {}
  const own = { ...object, metadata: { ...object.metadata, annotations, ...namespace } }
  const text = `${JSON.stringify(own)}\n`
  return { ...own, metadata: { ...own.metadata, annotations: { ...annotations, [lastApplied]: text } } }
}

function found(kubectl: Kubectl, object: KubeObject, answer: Answer): void {
  const isDry = text(kubectl.session.flags, 'dry-run') !== ''
  const where = whereOf(kubectl, object)
  if (answer.code === 404) {
    if (isDry) {
      printed(kubectl, object, 'created (dry run)', object)
      return applyNext(kubectl)
    }
    kubectl.ask({ verb: 'create', ...where, body: annotated(kubectl, object), options }, { do: 'created' })
    return
  }
  if (!good(answer)) {
    failed(kubectl, answer, 'retrieving current configuration of')
    return applyNext(kubectl)
  }
  const live = answer.body as KubeObject
  const before = live.metadata.annotations?.[lastApplied]
  const original: unknown = before === undefined ? {} : JSON.parse(before)
  const patch = threeWayPatch(
    original,
    { ...annotated(kubectl, object) },
    { ...live },
    objectType(resourceOfObject(object))
  )
  if (patch === undefined) {
    printed(kubectl, object, 'unchanged', live)
    return applyNext(kubectl)
  }
  if (isDry) {
    printed(kubectl, object, 'configured (dry run)', live)
    return applyNext(kubectl)
  }
  const { name } = object.metadata
  kubectl.ask(
    { verb: 'patch', ...where, name, body: patch, options: { ...options, patchType: 'strategic' } },
    { do: 'patched' }
  )
}

function printed(kubectl: Kubectl, object: KubeObject, what: string, result: KubeObject): void {
  const output = text(kubectl.session.flags, 'output')
  const name = objectName(resourceOfObject(object), object.metadata.name)
  if (output === '') kubectl.print(`${name} ${what}\n`)
  else if (output === 'name') kubectl.print(`${name}\n`)
  else kubectl.print(whole().formatted(output, result) ?? '')
}

import type { KubeObject } from '../../../api/types'
import { errorText, good, type Answer } from '../errors'
import { namespaceIn, readManifest, resourceOfObject } from '../manifests'
import { list, type Kubectl, type Step } from '../session'
import { fileOf } from '../files'
import { fetchSchemas, schemasFetched } from '../validation'
import { printCreated } from './run'

type Memory = {
  objects: KubeObject[]
  file: string
  next: number
  failed: boolean
}
const memory = ({ session }: Kubectl): Memory => session.memory as Memory

/** `kubectl create -f`: a POST per object, one after the other. */
export function createFromFiles(kubectl: Kubectl): void {
  const file = list(kubectl.session.flags, 'filename')[0]!
  const source = fileOf(kubectl, file)
  if (source === undefined) return kubectl.fail(`the path "${file}" does not exist`)
  const objects = readManifest(source, file === '-' ? 'STDIN' : file)
  if (!objects.ok) return kubectl.fail(objects.error)
  const start: Memory = { objects: objects.value, file: file === '-' ? 'STDIN' : file, next: 0, failed: false }
  kubectl.session.memory = start
  fetchSchemas(kubectl)
}

export function filesAnswer(kubectl: Kubectl, step: Step, answer: Answer): void {
  const state = memory(kubectl)
  if (step.do === 'openapi' || step.do === 'schema') {
    if (schemasFetched(kubectl, step, answer, state.objects, state.file)) createNext(kubectl)
    return
  }
  if (answer.error !== undefined) return kubectl.failWith(answer)
  if (good(answer)) printCreated(kubectl, answer.body as KubeObject, '', false)
  else {
    kubectl.warn(`${errorText(answer, kubectl.context.host, `error when creating "${state.file}": `)}\n`)
    state.failed = true
  }
  createNext(kubectl)
}

function createNext(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const object = state.objects[state.next++]
  if (!object) return kubectl.exit(state.failed ? 1 : 0)
  const { plural, namespaced } = resourceOfObject(object)
  kubectl.ask(
    {
      verb: 'create',
      resource: plural,
      ...(namespaced && { namespace: namespaceIn(object) ?? kubectl.namespace }),
      body: object,
      options: { fieldManager: 'kubectl-create', fieldValidation: 'Strict' }
    },
    { do: 'file' }
  )
}

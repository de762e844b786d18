import type { KubeObject } from '../../../api/types'
import { errorText, good } from '../errors'
import { nameIn, namespaceIn, readManifest, resourceOfObject } from '../manifests'
import { objectName } from '../../../api/scheme'
import { list, type Command, type Kubectl } from '../session'
import { fileOf } from '../files'
import { fetchSchemas, schemasFetched } from '../validation'

type Memory = {
  objects: KubeObject[]
  file: string
  next: number
  failed: boolean
}
const memory = ({ session }: Kubectl): Memory => session.memory as Memory

/** `kubectl replace -f`: a PUT per object; its resourceVersion, if it has one, must be the current. */
export const replace: Command = {
  flags: { filename: { kind: 'list', short: 'f' } },
  start: (kubectl) => {
    const [file] = list(kubectl.session.flags, 'filename')
    if (file === undefined) return kubectl.fail('must specify one of -f and -k')
    const source = fileOf(kubectl, file)
    if (source === undefined) return kubectl.fail(`the path "${file}" does not exist`)
    const objects = readManifest(source, file)
    if (!objects.ok) return kubectl.fail(objects.error)
    const start: Memory = { objects: objects.value, file, next: 0, failed: false }
    kubectl.session.memory = start
    fetchSchemas(kubectl)
  },
  answer: (kubectl, step, answer) => {
    const state = memory(kubectl)
    if (step.do !== 'replaced') {
      if (schemasFetched(kubectl, step, answer, state.objects, state.file)) replaceNext(kubectl)
      return
    }
    if (answer.error !== undefined) return kubectl.failWith(answer)
    const object = state.objects[state.next - 1]!
    if (good(answer)) kubectl.print(`${objectName(resourceOfObject(object), object.metadata.name)} replaced\n`)
    else {
      kubectl.warn(`${errorText(answer, kubectl.context.host, `error when replacing "${state.file}": `)}\n`)
      state.failed = true
    }
    replaceNext(kubectl)
  }
}

function replaceNext(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const object = state.objects[state.next++]
  if (!object) return kubectl.exit(state.failed ? 1 : 0)
  const { plural, namespaced } = resourceOfObject(object)
  kubectl.ask(
    {
      verb: 'update',
      resource: plural,
      ...(namespaced && { namespace: namespaceIn(object) ?? kubectl.namespace }),
      name: nameIn(object),
      body: object,
      options: { fieldManager: 'kubectl-replace', fieldValidation: 'Strict' }
    },
    { do: 'replaced' }
  )
}

import type { Deployment, KubeObject, Pod } from '../../../api/types'
import { good } from '../errors'
import { objectName } from '../../../api/scheme'
import type { Command, Kubectl } from '../session'
import { at, readTargets, resourceOf, type Target } from '../targets'

/** `kubectl set image`: GET the object, PATCH the images of its template. */
export const setImage: Command = {
  flags: { all: { kind: 'bool' }, local: { kind: 'bool' }, output: { kind: 'string', short: 'o' } },
  start: (kubectl) => {
    const { args } = kubectl.session
    const images = args.filter((arg) => arg.includes('='))
    const targets = readTargets(args.filter((arg) => !arg.includes('=')))
    if (args.length === images.length)
      return kubectl.fail('one or more resources must be specified as <resource> <name> or <resource>/<name>')
    if (!targets.ok) return kubectl.fail(targets.error)
    if (images.length === 0) return kubectl.fail('at least one image update is required')
    const target = targets.value[0]!
    kubectl.ask({ verb: 'get', ...at(target, kubectl.namespace) }, { do: 'found', target, images })
  },
  answer: (kubectl, step, answer) => {
    if (!good(answer)) return kubectl.failWith(answer)
    const target = step.target as Target
    if (step.do === 'found') return patchImages(kubectl, target, answer.body as KubeObject, step.images as string[])
    kubectl.print(`${objectName(resourceOf(target), target.name!)} image updated\n`)
    kubectl.exit(0)
  }
}

/** Models polymorphichelpers UpdatePodSpecForObject. */
export const noTemplate = ({ resource, name = '' }: Target, { kind }: KubeObject): string =>
  `${resource}/${name} the object is not a pod or does not have a pod template: *v1.${kind}`

function patchImages(kubectl: Kubectl, target: Target, object: KubeObject, images: readonly string[]): void {
  const template = (object as Partial<Deployment>).spec?.template
  const { containers, initContainers = [] } = template?.spec ?? (object as Partial<Pod>).spec ?? {}
  if (!containers) return kubectl.fail(noTemplate(target, object))
  const changed: { name: string; image: string }[] = []
  for (const pair of images) {
    const [name, image = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    const named = [...containers, ...initContainers].filter((container) => name === '*' || container.name === name)
    if (named.length === 0) return kubectl.fail(`unable to find container named "${name}"`)
    for (const container of named) if (container.image !== image) changed.push({ image, name: container.name })
  }
  if (changed.length === 0) return kubectl.exit(0)
  const spec = { '$setElementOrder/containers': containers.map(({ name }) => ({ name })), containers: changed }
  kubectl.ask(
    {
      verb: 'patch',
      ...at(target, kubectl.namespace),
      body: template ? { spec: { template: { spec } } } : { spec },
      options: { patchType: 'strategic', fieldManager: 'kubectl-set' }
    },
    { do: 'patched', target }
  )
}

import type { KubeObject } from '../../../../api/types'
import { Failure, plain, type Problem } from '../../script/failure'
import { slice } from '../../script/options'
import { withPodSpec } from '../../script/pod-spec'
import { scripted, type Script, type Shell } from '../../script/script'
import { isSet, text } from '../../session'
import { annotationPairs, splitPairs } from '../label/pairs'
import { objectsToSet, patchEach } from './setting'

/** Models kubectl/pkg/cmd/set/set_image.go. */
export const setImage = scripted(image)

function* image(shell: Shell): Script {
  const { objects, pairs } = splitPairs(shell.args, 'image')
  const images = annotationPairs(pairs).set
  const infos = yield* objectsToSet(shell, objects)
  check(shell, objects, images)
  const problems: Problem[] = []
  yield* patchEach(shell, infos, {
    done: 'image updated',
    failed: 'failed to patch image update to pod template: ',
    records: true,
    problems,
    change: (object) => withImages(object, images, problems)
  })
}

function check(shell: Shell, objects: readonly string[], images: Readonly<Record<string, string>>): void {
  const { flags } = shell
  const problems: string[] = []
  const count = Object.keys(images).length
  if (isSet(flags, 'all') && text(flags, 'selector') !== '')
    problems.push('cannot set --all and --selector at the same time')
  if (objects.length === 0 && slice(shell, 'filename').length === 0 && text(flags, 'kustomize') === '')
    problems.push('one or more resources must be specified as <resource> <name> or <resource>/<name>')
  if (count === 0) problems.push('at least one image update is required')
  else if (count > 1 && '*' in images)
    problems.push(
      'all containers are already specified by *, but saw more than one container_name=container_image pairs'
    )
  if (isSet(flags, 'local') && text(flags, 'dry-run') === 'server')
    problems.push('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
  if (problems.length > 0) throw new Failure({ form: 'many', of: problems.map(plain) })
}

function withImages(object: KubeObject, images: Readonly<Record<string, string>>, problems: Problem[]): KubeObject {
  return withPodSpec(object, (spec) => {
    let { containers, initContainers } = spec
    for (const [name, wanted] of Object.entries(images)) {
      const named = ({ name: own }: { name: string }) => name === '*' || own === name
      if (![...containers, ...(initContainers ?? [])].some(named))
        problems.push(plain(`error: unable to find container named ${JSON.stringify(name)}`))
      const set = <T extends { name: string }>(container: T): T =>
        named(container) ? { ...container, image: wanted } : container
      containers = containers.map(set)
      initContainers = initContainers?.map(set)
    }
    return { ...spec, containers, ...(initContainers && { initContainers }) }
  })
}

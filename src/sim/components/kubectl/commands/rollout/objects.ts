import { failure } from '../../script/failure'
import type { Info } from '../../script/manifest'
import { slice } from '../../script/options'
import type { Script, Shell } from '../../script/script'
import { visit, type Selecting } from '../../script/visit'
import { text } from '../../session'

/** How rollout's commands find their objects. */
const selecting = ({ flags }: Shell): Selecting => ({
  files: true,
  latest: true,
  typed: true,
  all: true,
  selector: text(flags, 'selector'),
  continueOnError: true
})

export function checkNamed(shell: Shell): void {
  if (shell.args.length === 0 && slice(shell, 'filename').length === 0 && text(shell.flags, 'kustomize') === '')
    throw failure('required resource not specified')
}

/** Does something with each object; how many there are. */
export function* visitEach(shell: Shell, each: (info: Info) => Script): Script<number> {
  checkNamed(shell)
  return yield* visit(shell, shell.args, selecting(shell), each)
}

/** `deployments.apps`. Models schema.GroupResource.String. */
export const resourceName = ({ kind: { plural, group } }: Info): string =>
  group === '' ? plural : `${plural}.${group}`

export const noneFound = (shell: Shell): void => shell.warn(`No resources found in ${shell.namespace} namespace.\n`)

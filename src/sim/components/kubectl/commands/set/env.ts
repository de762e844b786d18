import type { Container, KubeObject } from '../../../../api/types'
import { failure, Failure, plain } from '../../script/failure'
import type { Info } from '../../script/manifest'
import { slice } from '../../script/options'
import { withPodSpec, type PodSpec } from '../../script/pod-spec'
import { scripted, type Script, type Shell } from '../../script/script'
import { isSet, list, text } from '../../session'
import { isMeant } from './containers'
import { argumentsOf, parseEnv, updateEnv, type EnvVar } from './env-args'
import { envFrom } from './env-from'
import { listEnv } from './env-list'
import { checkAll, checkLocal, objectsToSet, patchEach, remote } from './setting'

/** Models kubectl/pkg/cmd/set/set_env.go. */
export const setEnv = scripted(env)

function* env(shell: Shell): Script {
  const { flags, args } = shell
  checkAll(shell)
  const { objects, words } = argumentsOf(args)
  check(shell, objects)
  const { set, remove } = parseEnv([...list(flags, 'env'), ...words], shell.session.stdin)
  const from = text(flags, 'from')
  const more = from === '' ? [] : yield* envFrom(shell, from)
  const prefix = text(flags, 'prefix')
  const variables = [...set, ...more].map((one) => ({ ...one, name: prefix + one.name }))
  const infos = yield* objectsToSet(shell, remote(shell, objects))
  if (isSet(flags, 'list')) {
    for (const info of infos) yield* listEnv(shell, withVariables(shell, info.object, variables, remove).object)
    return
  }
  yield* patchEach(shell, infos, {
    done: 'env updated',
    failed: 'failed to patch env update to pod template: ',
    change: (object, info) => {
      const { object: after, count } = withVariables(shell, object, variables, remove)
      if (count === 0) warnOfNone(shell, info)
      return after
    }
  })
}

function check(shell: Shell, objects: readonly string[]): void {
  const { flags } = shell
  checkLocal(shell)
  if (slice(shell, 'filename').length === 0 && objects.length === 0)
    throw failure('one or more resources must be specified as <resource> <name> or <resource>/<name>')
  if (isSet(flags, 'list') && text(flags, 'output') !== '')
    throw failure('--list and --output may not be specified together')
  if (slice(shell, 'keys').length > 0 && text(flags, 'from') === '')
    throw failure('when specifying --keys, a configmap or secret must be provided with --from')
}

function warnOfNone(shell: Shell, { object }: Info): void {
  const pattern = text(shell.flags, 'containers')
  shell.warn(
    `Warning: ${object.kind}/${object.metadata.name} does not have any containers matching ${JSON.stringify(pattern)}\n`
  )
}

function withVariables(
  { flags }: Shell,
  object: KubeObject,
  variables: readonly EnvVar[],
  remove: readonly string[]
): { object: KubeObject; count: number } {
  const pattern = text(flags, 'containers') || '*'
  let count = 0
  const change = (container: Container): Container => {
    if (!isMeant(pattern, container.name)) return container
    count++
    const { env: before = [], ...rest } = container
    if (flags.overwrite === false) checkOverwrites(before, variables)
    const after = updateEnv(before, variables, remove)
    return after.length === 0 ? rest : { ...rest, env: after }
  }
  const changed = withPodSpec(object, (spec): PodSpec => {
    const { initContainers } = spec
    return {
      ...spec,
      containers: spec.containers.map(change),
      ...(initContainers && { initContainers: initContainers.map(change) })
    }
  })
  return { object: changed, count }
}

function checkOverwrites(before: readonly EnvVar[], variables: readonly EnvVar[]): void {
  for (const { name, value = '' } of variables) {
    const had = before.find((one) => one.name === name)
    if (had && (had.value ?? '') !== value)
      throw new Failure(plain(`'${name}' already has a value (${had.value ?? ''}), and --overwrite is false`))
  }
}

import { seconds } from '../../../base/time'
import type { Pod } from '../../api/types'
import { errorOf, isAlreadyExists, isNotFound, isOk, objectOf } from '../../client-go/answer'
import type { LocalPathConfig } from './local-path-config'
import { ask, log, sleep, type Operation } from './operation'
import type { Setting } from './provisioner'

/** What a helper pod is to do, and for which volume. Models volumeOptions. */
export interface Errand {
  readonly action: 'create' | 'delete'
  readonly volume: string
  readonly path: string
  readonly mode: string
  readonly bytes: number
  /** Empty: any node. */
  readonly node: string
}

const defaultTimeoutSeconds = 120
const maxName = 128

/** A pod on the volume's node makes or removes its directory, and is waited for. Models createHelperPod. */
export function* runHelperPod(errand: Errand, config: LocalPathConfig, setting: Setting): Operation {
  const { action, volume, path, node } = errand
  const failed = (why: string) => `failed to ${action} volume ${volume}: ${why}`
  const pod = podFor(errand, config, setting)
  if (typeof pod === 'string') return failed(pod)
  const { namespace = '', name } = pod.metadata
  const at = { resource: 'pods', namespace, name }
  yield* log(`create the helper pod ${name} into ${namespace}`)
  const made = yield* ask({ verb: 'create', resource: 'pods', namespace, body: pod })
  // One that is there already is of an errand that failed before.
  if (!isOk(made) && !isAlreadyExists(made)) return failed(errorOf(made))
  const limit = config.cmdTimeoutSeconds || defaultTimeoutSeconds
  let problem: string | undefined = `create process timeout after ${limit} seconds`
  for (let i = 0; i < limit; i++) {
    const answer = yield* ask({ verb: 'get', ...at })
    if (!isOk(answer)) {
      problem = errorOf(answer)
      break
    }
    if (objectOf<Pod>(answer).status.phase === 'Succeeded') {
      problem = undefined
      break
    }
    yield* sleep(seconds(1), 'helper-pod-poll')
  }
  const gone = yield* ask({ verb: 'delete', ...at })
  if (!isOk(gone) && !isNotFound(gone)) yield* log(`unable to delete the helper pod: ${errorOf(gone)}`, 'E')
  if (problem !== undefined) return failed(problem)
  yield* log(`Volume ${volume} has been ${action}d on ${node === '' ? '' : `${node}:`}${path}`)
  return undefined
}

function podFor(errand: Errand, config: LocalPathConfig, { options, helperPod }: Setting): Pod | string {
  const { action, volume, path, mode, bytes, node } = errand
  const [container, ...others] = helperPod?.spec.containers ?? []
  if (!helperPod || !container) return 'helper pod template does not specify any container'
  const slash = path.lastIndexOf('/')
  const [parent, directory] = [path.slice(0, slash), path.slice(slash + 1)]
  if (!path.startsWith('/') || parent === '' || directory === '')
    return `invalid path ${action} for ${path}: cannot find parent dir or volume dir or parent dir is relative`
  const scripts = [...(config.setupCommand ? [] : ['setup']), ...(config.teardownCommand ? [] : ['teardown'])].map(
    (key) => ({ key, path: key })
  )
  const own = action === 'create' ? config.setupCommand : config.teardownCommand
  const script = action === 'create' ? '/script/setup' : '/script/teardown'
  const { spec, metadata } = helperPod
  return {
    ...helperPod,
    metadata: {
      ...metadata,
      name: `${metadata.name}-${action}-${volume}`.slice(0, maxName),
      namespace: options.namespace
    },
    spec: {
      ...spec,
      ...(node !== '' && { nodeName: spec.nodeName ?? node }),
      serviceAccountName: options.serviceAccount,
      restartPolicy: 'Never',
      tolerations: spec.tolerations ?? [
        { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' }
      ],
      volumes: [
        ...(spec.volumes ?? []),
        { name: 'data', hostPath: { path: `${parent}/`, type: 'DirectoryOrCreate' } },
        ...(scripts.length > 0 ? [{ name: 'script', configMap: { name: options.configMap, items: scripts } }] : [])
      ],
      containers: [
        {
          ...container,
          command: own ? [own] : ['/bin/sh', script],
          args: ['-p', path, '-s', String(bytes), '-m', mode, '-a', action],
          env: [
            ...(container.env ?? []),
            { name: 'VOL_DIR', value: path },
            { name: 'VOL_MODE', value: mode },
            { name: 'VOL_SIZE_BYTES', value: String(bytes) }
          ],
          volumeMounts: [
            ...(container.volumeMounts ?? []),
            ...(scripts.length > 0 ? [{ name: 'script', mountPath: '/script' }] : []),
            { name: 'data', mountPath: `${parent}/` }
          ]
        },
        ...others
      ]
    }
  }
}

import type { KubeletContext } from '../context'
import { is125 } from '../config'
import { verbose } from '../log'
import type { Outbox } from '../messages'
import { letGo } from './remote'
import { plugin, type Volume } from './volume'

/** Newer releases tell of it; the pod is known by its uid alone by then. */
export function tellUnmounted(context: KubeletContext, { uid, name, key, remote }: Volume, out: Outbox): void {
  const pod = context.workers.get(uid)?.pod
  if (remote) letGo(context, key, remote, out)
  if (!pod || is125(context.config)) return
  const kind = plugin((pod.spec.volumes ?? []).find((each) => each.name === name))
  const what = `volume "${kind}/${uid}-${name}"`
  const text = `operationExecutor.UnmountVolume started for ${what} (UniqueName: "${kind}/${uid}-${name}") pod "${uid}" (UID: "${uid}") `
  verbose(context, out, 1, `reconciler_common.go:163] ${JSON.stringify(text)}`)
  const done = `UnmountVolume.TearDown succeeded for ${what} pod "${uid}" (UID: "${uid}"). InnerVolumeSpecName "${name}". PluginName "${kind}", VolumeGIDValue ""`
  verbose(context, out, 1, `operation_generator.go:782] ${done}`)
}

import { failure } from '../../script/failure'

import { withPodSpec } from '../../script/pod-spec'
import { scripted, type Script, type Shell } from '../../script/script'
import { checkLocal, objectsToSet, patchEach, remote } from './setting'

/** Models kubectl/pkg/cmd/set/set_serviceaccount.go. */
export const setServiceAccount = scripted(serviceAccount)

function* serviceAccount(shell: Shell): Script {
  checkLocal(shell)
  const name = shell.args.at(-1)
  if (name === undefined) throw failure('serviceaccount is required')
  const infos = yield* objectsToSet(shell, remote(shell, shell.args.slice(0, -1)))
  yield* patchEach(shell, infos, {
    done: 'serviceaccount updated',
    failed: 'failed to patch ServiceAccountName ',
    always: true,
    records: true,
    change: (object) => withPodSpec(object, (spec) => ({ ...spec, serviceAccountName: name }))
  })
}

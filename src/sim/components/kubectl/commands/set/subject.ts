import { equal } from '../../../../api/equality'
import type { KubeObject } from '../../../../api/types'
import { failure } from '../../script/failure'
import type { Info } from '../../script/manifest'
import { scripted, type Script, type Shell } from '../../script/script'
import { list } from '../../session'
import { checkAll, checkLocal, objectsToSet, patchEach } from './setting'

/** Models kubectl/pkg/cmd/set/set_subject.go. */
export const setSubject = scripted(subject)

function* subject(shell: Shell): Script {
  const infos = yield* objectsToSet(shell, shell.args)
  checkLocal(shell)
  checkAll(shell)
  const wanted = subjectsOf(shell, infos)
  yield* patchEach(shell, infos, {
    done: 'subjects updated',
    failed: 'failed to patch subjects to rolebinding: ',
    change: (object) => {
      if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding')
        throw failure('setting subjects is only supported for RoleBinding/ClusterRoleBinding')
      const { subjects = [] } = object as KubeObject & { subjects?: readonly object[] }
      const added = wanted.filter((one) => !subjects.some((other) => equal(other, one)))
      return added.length === 0 ? undefined : { ...object, subjects: [...subjects, ...added] }
    }
  })
}

const rbac = 'rbac.authorization.k8s.io'
const unique = (names: readonly string[]): string[] => [...new Set(names)].sort()

function subjectsOf({ flags, namespace }: Shell, infos: readonly Info[]): object[] {
  const [users, groups, accounts] = [list(flags, 'user'), list(flags, 'group'), list(flags, 'serviceaccount')]
  if (users.length + groups.length + accounts.length === 0)
    throw failure('you must specify at least one value of user, group or serviceaccount')
  for (const account of accounts) {
    const [where, name, ...more] = account.split(':')
    if (!name || more.length > 0) throw failure('serviceaccount must be <namespace>:<name>')
    if (where === '' && infos.some(({ object }) => object.kind === 'ClusterRoleBinding'))
      throw failure('serviceaccount must be <namespace>:<name>, namespace must be specified')
  }
  return [
    ...unique(users).map((name) => ({ kind: 'User', apiGroup: rbac, name })),
    ...unique(groups).map((name) => ({ kind: 'Group', apiGroup: rbac, name })),
    ...unique(accounts).map((account) => {
      const [where = '', name = ''] = account.split(':')
      return { kind: 'ServiceAccount', name, namespace: where || namespace }
    })
  ]
}

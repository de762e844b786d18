import type { KubeObject } from '../../../../api/types'
import { good } from '../../errors'
import { ask } from '../../script/effects'
import { Failure, failure, problemOf } from '../../script/failure'
import { printerOf } from '../../script/printing'
import { scripted, type Script, type Shell } from '../../script/script'
import { text } from '../../session'
import { align, getTable } from '../../tabwriter'

/** Models kubectl/pkg/cmd/auth/whoami.go. */
export const whoami = scripted(whoAmI, { reads: true })

interface UserInfo {
  readonly username?: string
  readonly uid?: string
  readonly groups?: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

function* whoAmI(shell: Shell): Script {
  const answer = yield* ask({
    verb: 'create',
    resource: 'selfsubjectreviews',
    body: { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: {}, status: { userInfo: {} } }
  })
  if (answer.code === 403)
    throw failure('the selfsubjectreviews API is not enabled in the cluster or you do not have permission to call it')
  if (answer.code === 404) throw failure('the selfsubjectreviews API is not enabled in the cluster')
  if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
  if (text(shell.flags, 'output') !== '') return printerOf(shell, '')(answer.body as KubeObject, { typed: true })
  const { status } = answer.body as { status?: { userInfo?: UserInfo } }
  const { username = '', uid = '', groups = [], extra = {} } = status?.userInfo ?? {}
  const rows = [
    ['ATTRIBUTE', 'VALUE'],
    ...(username === '' ? [] : [['Username', username]]),
    ...(uid === '' ? [] : [['UID', uid]]),
    ...(groups.length > 0 ? [['Groups', `[${groups.join(' ')}]`]] : []),
    ...Object.keys(extra)
      .sort()
      .map((key) => [`Extra: ${key}`, `[${(extra[key] ?? []).join(' ')}]`])
  ]
  shell.print(`${align(rows.map((cells) => cells.join('\t')).join('\n'), getTable())}\n`)
}

import { parseSeconds } from '../../command-line'
import { good } from '../../errors'
import { ask } from '../../script/effects'
import { failure, problemOf, wrapped } from '../../script/failure'

import { printerOf } from '../../script/printing'
import { scripted, type Script, type Shell } from '../../script/script'
import { list, text } from '../../session'
import { nameOf } from './generator'

const kinds = ['Node', 'Pod', 'Secret']

/** `kubectl create token`: a TokenRequest. Models kubectl/pkg/cmd/create/create_token.go. */
export const token = scripted(createToken)

function* createToken(shell: Shell): Script {
  const name = nameOf(shell, 'create token')
  const print = printerOf(shell, 'created')
  const spec = specOf(shell)
  const answer = yield* ask({
    verb: 'create',
    resource: 'serviceaccounts',
    namespace: shell.namespace,
    name,
    subresource: 'token',
    body: {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: {},
      spec,
      status: { token: '', expirationTimestamp: null }
    }
  })
  if (!good(answer)) throw wrapped('failed to create token: ', problemOf(answer, shell.host))
  const { status } = answer.body as { status?: { token?: string } }
  if (!status?.token) throw failure('failed to create token: no token in server response')
  if (shell.flags.output === undefined) shell.print(status.token)
  else print(answer.body as Parameters<typeof print>[0], { typed: true })
}

function specOf({ flags }: Shell): object {
  const [kind, name, uid] = ['kind', 'name', 'uid'].map((what) => text(flags, `bound-object-${what}`)) as [
    string,
    string,
    string
  ]
  const duration = text(flags, 'duration') === '' ? 0 : parseSeconds(text(flags, 'duration').replace(/^-/, ''))
  const audiences = list(flags, 'audience')
  if (text(flags, 'duration').startsWith('-') && duration !== 0)
    throw failure('--duration must be greater than or equal to 0')
  if (!Number.isInteger(duration)) throw failure('--duration cannot be expressed in units less than seconds')
  if (audiences.includes('')) throw failure('--audience must not be an empty string')
  if (kind === '') {
    if (name !== '') throw failure('--bound-object-name can only be set if --bound-object-kind is provided')
    if (uid !== '') throw failure('--bound-object-uid can only be set if --bound-object-kind is provided')
  } else {
    if (!kinds.includes(kind)) throw failure(`supported --bound-object-kind values are ${kinds.join(', ')}`)
    if (name === '') throw failure('--bound-object-name is required if --bound-object-kind is provided')
  }
  return {
    audiences: audiences.length > 0 ? audiences : null,
    expirationSeconds: duration > 0 ? duration : null,
    boundObjectRef: kind === '' ? null : { kind, apiVersion: 'v1', name, ...(uid !== '' && { uid }) }
  }
}

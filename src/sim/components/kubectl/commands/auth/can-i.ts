import { fetched } from '../../script/effects'
import { failure } from '../../script/failure'
import { mappingOf } from '../../resources'
import { ask } from '../../script/effects'
import { scripted, type Script, type Shell } from '../../script/script'
import { discover } from '../../script/targets'
import { isSet, text } from '../../session'
import { listAccess } from './access-list'

/** Models kubectl/pkg/cmd/auth/cani.go. */
export const canI = scripted(canDo, { reads: true })

const resourceVerbs =
  '* get list watch create update patch delete deletecollection use bind impersonate escalate approve sign attest'.split(
    ' '
  )
const urlVerbs = '* get put post head options delete patch'.split(' ')
const nonStandard = ['users', 'groups']

interface Asked {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly namespaced: boolean
}

function* canDo(shell: Shell): Script<number | void> {
  const { args, flags } = shell
  const everywhere = isSet(flags, 'all-namespaces')
  if (isSet(flags, 'list')) {
    if (args.length > 0) throw failure('list option must be specified with no arguments')
    if (isSet(flags, 'quiet') || everywhere || text(flags, 'subresource') !== '')
      throw failure("list option can't be specified with neither quiet, all-namespaces nor subresource options")
    return yield* listAccess(shell)
  }
  const [verb, what, ...more] = args
  if (verb === undefined || what === undefined || more.length > 0)
    throw failure(
      "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples."
    )
  const spec = what.startsWith('/') ? urlSpec(shell, verb, what) : yield* resourceSpec(shell, verb, what, everywhere)
  if (isSet(flags, 'no-headers')) throw failure('--no-headers cannot be set without --list specified')
  const review = yield* fetched(shell, {
    verb: 'create',
    resource: 'selfsubjectaccessreviews',
    body: {
      kind: 'SelfSubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: {},
      spec,
      status: { allowed: false }
    }
  })
  const {
    allowed = false,
    reason = '',
    evaluationError = ''
  } = (review.status ?? {}) as {
    readonly allowed?: boolean
    readonly reason?: string
    readonly evaluationError?: string
  }
  const why = [reason, evaluationError].filter((part) => part !== '').map((part) => ` - ${part}`)
  if (!isSet(flags, 'quiet')) shell.print(allowed ? 'yes\n' : `no${why.join('')}\n`)
  return allowed ? 0 : 1
}

function urlSpec(shell: Shell, verb: string, path: string): object {
  if (text(shell.flags, 'subresource') !== '') throw failure('--subresource can not be used with NonResourceURL')
  if (!urlVerbs.includes(verb)) shell.warn(`Warning: verb '${verb}' is not a known verb\n\n`)
  return { nonResourceAttributes: { path, verb } }
}

function* resourceSpec(shell: Shell, verb: string, what: string, everywhere: boolean): Script<object> {
  const slash = what.indexOf('/')
  const [word, name] = slash < 0 ? [what, ''] : [what.slice(0, slash), what.slice(slash + 1)]
  const asked = yield* resourceOf(shell, word)
  if (!everywhere) {
    if (asked.version !== '') {
      const path = asked.group === '' ? `/api/${asked.version}` : `/apis/${asked.group}/${asked.version}`
      yield* ask({ verb: 'get', resource: '', path })
    }
    if (!asked.namespaced) {
      const where = asked.group === '' ? '' : ` in group '${asked.group}'`
      shell.warn(`Warning: resource '${asked.resource}' is not namespace scoped${where}\n\n`)
    }
    if (!resourceVerbs.includes(verb)) shell.warn(`Warning: verb '${verb}' is not a known verb\n\n`)
  }
  const subresource = text(shell.flags, 'subresource')
  return {
    resourceAttributes: {
      ...(!everywhere && { namespace: shell.namespace }),
      verb,
      ...(asked.group !== '' && { group: asked.group }),
      resource: asked.resource,
      ...(subresource !== '' && { subresource }),
      ...(name !== '' && { name })
    }
  }
}

function* resourceOf(shell: Shell, word: string): Script<Asked> {
  if (word === '*') return { group: '', version: '', resource: '*', namespaced: true }
  if (!mappingOf(shell, word)) yield* discover(shell)
  const found = mappingOf(shell, word)?.mapping.kind
  if (found) return { ...found, resource: found.plural }
  const [resource = '', ...group] = word.toLowerCase().split('.')
  if (!nonStandard.includes(word)) {
    const where = group.length === 0 ? '' : ` in group '${group.join('.')}'`
    shell.warn(`Warning: the server doesn't have a resource type '${resource}'${where}\n\n`)
  }
  return { group: '', version: '', resource: word, namespaced: true }
}

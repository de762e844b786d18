import type { Call } from '../../../client-go/transport'
import { findResource } from '../../../api/scheme'
import { good } from '../errors'
import { ask } from '../script/effects'
import { Failure, failure, problemOf } from '../script/failure'
import { filesOf } from '../script/files'
import { slice } from '../script/options'
import type { Script, Shell } from '../script/script'

/** A path of the API as what it names. */
function placeOf(path: string): Pick<Call, 'resource' | 'namespace' | 'name' | 'subresource'> | undefined {
  const [, rest = ''] = /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)\/(.*)$/.exec(path.split('?')[0]!) ?? []
  const parts = rest.split('/').filter((part) => part !== '')
  const namespace = parts[0] === 'namespaces' && parts.length > 2 ? parts[1] : undefined
  const [resource, name, subresource] = namespace === undefined ? parts : parts.slice(2)
  if (resource === undefined || !findResource(resource)) return undefined
  return {
    resource,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(subresource !== undefined && { subresource })
  }
}

/** What `-f` gives as a body; undefined without it. */
function bodyOf(shell: Shell): unknown {
  const [file] = slice(shell, 'filename')
  if (file === undefined) return undefined
  const text = file === '-' ? shell.session.stdin : filesOf(shell).read(file)
  if (text === undefined) throw failure(`open ${file}: no such file or directory`)
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    throw failure(`the body in ${file} is not JSON`)
  }
}

/** A request to a path that was given. Models kubectl/pkg/rawhttp. */
function* raw(shell: Shell, verb: Call['verb'], path: string): Script {
  const place = placeOf(path)
  const body = bodyOf(shell)
  const answer = yield* ask({
    verb,
    ...(place ?? { resource: '', path }),
    ...(body !== undefined && { body })
  })
  if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
  shell.print(typeof answer.body === 'string' ? answer.body : `${JSON.stringify(answer.body)}\n`)
}

/** `kubectl create --raw`: what is piped in is POSTed. */
export const rawPost = (shell: Shell, path: string): Script => raw(shell, 'create', path)
export const rawDelete = (shell: Shell, path: string): Script => raw(shell, 'delete', path)
export const rawPut = (shell: Shell, path: string): Script => raw(shell, 'update', path)

import { asWritten } from '../../../api/as-written'
import type { Call } from '../../../client-go/transport'
import { good } from '../errors'
import { ask } from '../script/effects'
import { Failure, failure, problemOf } from '../script/failure'
import { filesOf } from '../script/files'
import { slice } from '../script/options'
import type { Script, Shell } from '../script/script'

/** What `-f` gives as a body, as it is; undefined without it. */
function bodyOf(shell: Shell): string | undefined {
  const [file] = slice(shell, 'filename')
  if (file === undefined) return undefined
  const text = file === '-' ? shell.session.stdin : filesOf(shell).read(file)
  if (text === undefined) throw failure(`open ${file}: no such file or directory`)
  return text
}

/** An answer as it came: objects have their fields in the order of their type. */
export const rawText = (body: unknown): string =>
  typeof body === 'object' && body !== null ? `${JSON.stringify(asWritten(body))}\n` : String(body)

/** A request to a path that was given. Models kubectl/pkg/rawhttp. */
function* raw(shell: Shell, verb: Call['verb'], path: string): Script {
  const answer = yield* ask({ verb, resource: '', path, body: bodyOf(shell) ?? '' })
  if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
  shell.print(rawText(answer.body))
}

/** `kubectl create --raw`: what is piped in is POSTed. */
export const rawPost = (shell: Shell, path: string): Script => raw(shell, 'create', path)
export const rawDelete = (shell: Shell, path: string): Script => raw(shell, 'delete', path)
export const rawPut = (shell: Shell, path: string): Script => raw(shell, 'update', path)

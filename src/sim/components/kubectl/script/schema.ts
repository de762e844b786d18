import { good, plainError } from '../errors'
import { ask } from './effects'
import { failure } from './failure'
import type { Script, Shell } from './script'

interface Index {
  readonly paths?: Readonly<Record<string, { readonly serverRelativeURL?: string }>>
}

/**
 * Before it writes what stands in a file, kubectl looks whether the server checks fields itself: it reads the index of the server's
 * OpenAPI, and the documents of the groups that are not in its cache on disk. Models kubectl/pkg/validation and
 * client-go/openapi/cached.
 */
export class SchemaCheck {
  /** Null: the server tells nothing of v3, and the whole of v2 was read. */
  private index: Index | null | undefined

  constructor(private readonly shell: Shell) {}

  /** @param file the name in the complaint about a server that does not answer */
  *of(apiVersion: string, file: string): Script {
    this.index ??= (yield* this.get('/openapi/v3?timeout=32s', file)) as Index | null
    if (this.index === null) return
    const path = apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`
    if (this.shell.knowsSchema(path)) return
    const url = this.index.paths?.[path]?.serverRelativeURL ?? `/openapi/v3/${path}`
    yield* this.get(`${url}${url.includes('?') ? '&' : '?'}timeout=32s`, file)
    this.shell.keepSchema(path)
  }

  private *get(path: string, file: string): Script<unknown> {
    const answer = yield* ask({ verb: 'get', resource: '', path })
    // A server that has no such document is not asked for its fields.
    if (answer.error === undefined && (good(answer) || answer.code === 404)) return good(answer) ? answer.body : {}
    const older = yield* ask({ verb: 'get', resource: '', path: '/openapi/v2?timeout=32s' })
    if (good(older)) return null
    throw failure(
      `error validating ${JSON.stringify(file)}: error validating data: failed to download openapi: ${plainError(older, this.shell.host)}; if you choose to ignore these errors, turn validation off with --validate=false`
    )
  }
}

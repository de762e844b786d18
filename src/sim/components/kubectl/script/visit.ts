import { findKind } from '../../../api/scheme'
import type { KubeList, KubeObject } from '../../../api/types'
import { good } from '../errors'
import { missingResource } from '../resources'
import { ask } from './effects'
import { Failure, failure, problemOf, type Problem } from './failure'
import { checkFilenames, hasUnknownKind, readFiles, type Info } from './manifest'
import { slice, type Validation } from './options'
import { SchemaCheck } from './schema'
import type { Script, Shell } from './script'
import {
  callOf,
  discover,
  parseTargets,
  resourceCall,
  resourceText,
  targetOf,
  type Resource,
  type Target
} from './targets'

/** How a command finds its objects. Models the settings of cli-runtime's resource.Builder. */
export interface Selecting {
  /** `-f` names objects too. */
  readonly files?: boolean
  /** How the server shall check the fields of files. */
  readonly validation?: Validation
  /** What stands in files is read anew from the server. */
  readonly latest?: boolean
  readonly selector?: string
  readonly fieldSelector?: string
  /** A resource without names means all of it. */
  readonly all?: boolean
  /** All of the resources are meant, and no names may be given. */
  readonly selectAll?: boolean
  readonly allNamespaces?: boolean
  readonly subresource?: string
  /** Chunks of lists. */
  readonly limit?: number
  /** Goes on after an error; all are printed at the end. */
  readonly continueOnError?: boolean
  /** Nothing is asked of the server. */
  readonly local?: boolean
  /** Objects of files without a namespace are given none. Models a Builder without DefaultNamespace. */
  readonly asWritten?: boolean
  /** Objects that were named are not read. */
  readonly unread?: boolean
  /** Only kinds that are built in can be read. Models Builder.WithScheme. */
  readonly typed?: boolean
}

export const localResource = `error: you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'`

/** An object as it was named: what it is is not known. */
const unreadObject = ({ kind, apiVersion, name }: Target): KubeObject => ({
  apiVersion,
  kind: kind.kind,
  metadata: { name }
})

const isBuiltIn = ({ kind, apiVersion }: Resource): boolean => findKind(kind.kind, apiVersion) !== undefined

/** Models apimachinery/pkg/runtime NotRegisteredError, with kubectl's own scheme. */
export const unregistered = ({ kind, apiVersion }: Resource): string =>
  `no kind ${JSON.stringify(kind.kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/scheme/scheme.go:28"`

const infoOf = (target: Target, object: KubeObject, source = ''): Info => ({ ...target, source, object })

/**
 * Finds the objects that words, files and selectors name, and does something with each before the next is looked for.
 * @returns how many there were
 */
export function* visit(
  shell: Shell,
  words: readonly string[],
  how: Selecting,
  each: (info: Info) => Script
): Script<number> {
  const { continueOnError = false } = how
  const problems: Problem[] = []
  let count = 0
  const trouble = (problem: Problem): void => {
    if (!continueOnError) throw new Failure(problem)
    problems.push(problem)
  }
  function* one(info: Info): Script {
    count++
    try {
      yield* each(info)
    } catch (error) {
      if (!(error instanceof Failure) || error.problem.form === 'exit') throw error
      trouble(error.problem)
    }
  }
  const named = yield* parseTargets(shell, words)
  const isNamed = words.length > 0
  if (how.local && isNamed) throw failure(localResource)
  const files = how.files === true ? [...slice(shell, 'filename'), ...kustomization(shell)] : []
  if (how.files) checkFilenames(shell, false)
  if (files.length > 0) {
    if (named.resources.length > 0)
      throw failure('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well')
    if (named.tuples.length > 0) throw failure('resource/name arguments cannot be provided when a path is specified')
    const checks = how.validation !== undefined && how.validation !== 'Ignore'
    const schemas = new SchemaCheck(shell)
    if (hasUnknownKind(shell)) yield* discover(shell)
    for (const read of readFiles(shell, checks, how.local ?? how.asWritten ?? false)) {
      if ('info' in read && checks) yield* schemas.of(read.info.apiVersion, read.info.source)
      if ('problem' in read) trouble(read.problem)
      else if (!how.latest || how.local) yield* one(read.info)
      else yield* fetchedOne(read.info, read.info.source)
    }
  } else if (
    (how.selector ?? '') !== '' ||
    (how.fieldSelector ?? '') !== '' ||
    how.selectAll ||
    (how.all && isBulk())
  ) {
    if (named.names.length > 0) throw failure('name cannot be provided when a selector is specified')
    if (named.tuples.length > 0)
      throw failure('selectors and the all flag cannot be used when passing resource/name arguments')
    if (named.resources.length === 0) throw failure('at least one resource must be specified to use a selector')
    if ((how.subresource ?? '') !== '') throw failure('subresource cannot be used when bulk resources are specified')
    for (const resource of named.resources) yield* listOne(resource)
  } else {
    if (!isNamed) throw failure(missingResource)
    const targets =
      named.tuples.length > 0
        ? named.tuples.map(({ resource, name }) => targetOf(shell, resource, name))
        : named.names.map((name) => targetOf(shell, named.resources[0]!, name))
    if (targets.length === 0) throw failure('resource(s) were provided, but no name was specified')
    if (how.allNamespaces && targets.some(({ namespace }) => namespace !== ''))
      throw failure('a resource cannot be retrieved by name across all namespaces')
    for (const target of targets) {
      if (how.unread) yield* one(infoOf(target, unreadObject(target)))
      else yield* fetchedOne(target, '')
    }
  }
  if (problems.length > 0) throw new Failure(problems.length === 1 ? problems[0]! : { form: 'many', of: problems })
  return count

  function isBulk(): boolean {
    return named.resources.length > 0 && named.names.length === 0
  }

  function* fetchedOne(target: Target, source: string): Script {
    const found = yield* read(shell, target, how.subresource ?? '')
    if ('problem' in found) trouble(found.problem)
    else if (how.typed && !isBuiltIn(target)) trouble({ form: 'plain', text: unregistered(target) })
    else yield* one(infoOf(target, found.object, source))
  }

  function* listOne(resource: Resource): Script {
    const { selector: labelSelector = '', fieldSelector = '', limit } = how
    const answer = yield* ask({
      verb: 'list',
      ...resourceCall(resource, how.allNamespaces ? '' : shell.namespace),
      options: {
        ...(labelSelector !== '' && { labelSelector }),
        ...(fieldSelector !== '' && { fieldSelector }),
        ...(limit !== undefined && { limit })
      }
    })
    if (!good(answer))
      return trouble(listProblem(problemOf(answer, shell.host), resource, labelSelector, fieldSelector))
    if (how.typed && !isBuiltIn(resource)) return trouble({ form: 'plain', text: unregistered(resource) })
    const { kind, apiVersion } = resource
    for (const item of (answer.body as KubeList).items) {
      const { name, namespace = '' } = item.metadata
      const object = { ...item, apiVersion: item.apiVersion ?? apiVersion, kind: item.kind ?? kind.kind }
      yield* one({ kind, apiVersion, name, namespace, source: '', object })
    }
  }
}

const kustomization = ({ flags }: Shell): string[] =>
  typeof flags.kustomize === 'string' && flags.kustomize !== '' ? [flags.kustomize] : []

/** Models cli-runtime/pkg/resource EnhanceListError. */
export function listProblem(problem: Problem, resource: Resource, labels: string, fields: string): Problem {
  if (problem.form !== 'status' || !['BadRequest', 'NotFound'].includes(problem.status.reason ?? '')) return problem
  const what = JSON.stringify(resourceText(resource))
  const { message = '' } = problem.status
  const text =
    labels === '' && fields === ''
      ? `Unable to list ${what}: ${message}`
      : `Unable to find ${what} that match label selector ${JSON.stringify(labels)}, field selector ${JSON.stringify(fields)}: ${message}`
  return { form: 'status', status: { ...problem.status, message: text } }
}

/** GET of an object; if it is not there, perhaps its namespace is not. Models resource.Info.Get. */
export function* read(
  shell: Shell,
  target: Target,
  subresource = ''
): Script<{ readonly object: KubeObject } | { readonly problem: Problem }> {
  const answer = yield* ask({ verb: 'get', ...callOf(target), ...(subresource !== '' && { subresource }) })
  if (good(answer)) return { object: answer.body as KubeObject }
  const { namespace } = target
  if (answer.code === 404 && namespace !== '' && namespace !== 'default') {
    const there = yield* ask({ verb: 'get', resource: 'namespaces', name: namespace })
    if (there.code === 404) return { problem: problemOf(there, shell.host) }
  }
  return { problem: problemOf(answer, shell.host) }
}

/** All objects at once; the first error ends it unless errors are gone on after. */
export function* infosOf(shell: Shell, words: readonly string[], how: Selecting): Script<Info[]> {
  const found: Info[] = []
  // eslint-disable-next-line require-yield -- it only remembers
  yield* visit(shell, words, how, function* (info) {
    found.push(info)
  })
  return found
}

/** Whether words and files mean one object: a name, or a file that is no directory. Models Builder's singleItemImplied. */
export function* isSingle(shell: Shell, words: readonly string[]): Script<boolean> {
  const files = slice(shell, 'filename')
  if (files.length > 0) return files.length === 1 && files[0] !== '-'
  const { names, tuples } = yield* parseTargets(shell, words)
  return names.length === 1 || tuples.length === 1
}

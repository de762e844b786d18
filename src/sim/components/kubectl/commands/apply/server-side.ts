import type { KubeObject } from '../../../../api/types'
import { good } from '../../errors'
import { ask } from '../../script/effects'
import { errorString, Failure, failure, problemOf } from '../../script/failure'
import { lastApplied, originalOf } from '../../script/last-applied'
import type { Info } from '../../script/manifest'
import type { Script, Shell } from '../../script/script'
import { callOf } from '../../script/targets'
import { isSet } from '../../session'
import type { Applying } from '.'

const advice = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`

/** An apply patch; the server knows who owns which field. */
export function* applyByServer(shell: Shell, info: Info, applying: Applying): Script<KubeObject> {
  const { fieldManager, validation, dryRun, prints, said } = applying
  const answer = yield* ask({
    verb: 'patch',
    ...callOf(info),
    body: info.object,
    options: {
      patchType: 'apply',
      fieldManager,
      fieldValidation: validation,
      force: isSet(shell.flags, 'force-conflicts'),
      ...(dryRun === 'server' && { dryRun: true })
    }
  })
  if (!good(answer)) {
    const problem = problemOf(answer, shell.host)
    throw answer.code === 409 ? failure(`${errorString(problem)}\n${advice}`) : new Failure(problem)
  }
  let object = answer.body as KubeObject
  if (dryRun === 'none' && fieldManager === 'kubectl') object = yield* annotationKept(shell, info, object, applying)
  if (!prints) said(object, 'serverside-applied')
  return object
}

interface Account {
  readonly manager?: string
  readonly operation?: string
  readonly fieldsV1?: unknown
}

/** What was applied last stays, in an account of its own. Models saveLastApplyAnnotationIfNecessary. */
function* annotationKept(shell: Shell, info: Info, object: KubeObject, applying: Applying): Script<KubeObject> {
  const original = originalOf(object)
  if (original === undefined) return object
  const accounts = (object.metadata.managedFields ?? []) as readonly Account[]
  const owned = accounts.some(
    ({ operation, fieldsV1 }) =>
      operation === 'Apply' && JSON.stringify(fieldsV1 ?? {}).includes(JSON.stringify(`f:${lastApplied}`))
  )
  if (owned) return object
  const { name, namespace } = object.metadata
  const answer = yield* ask({
    verb: 'patch',
    ...callOf(info),
    body: {
      apiVersion: info.apiVersion,
      kind: info.kind.kind,
      metadata: { name, ...(namespace && { namespace }), annotations: { [lastApplied]: original } }
    },
    options: { patchType: 'apply', fieldManager: 'kubectl-last-applied', fieldValidation: applying.validation }
  })
  if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
  return answer.body as KubeObject
}

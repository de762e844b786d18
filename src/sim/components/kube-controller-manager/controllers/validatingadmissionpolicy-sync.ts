import { cel } from '../../../api/cel/package'
import { findResource } from '../../../api/scheme'
import { typeNameOf, type Type } from '../../../api/schema'
import { errorOf, isNotFound, isOk, request, type Sync } from '../sync'
import type { PolicyLook } from './validatingadmissionpolicy'

interface Spec {
  readonly paramKind?: { readonly apiVersion?: string; readonly kind?: string }
  readonly matchConstraints?: { readonly resourceRules?: readonly Rule[] }
  readonly validations?: readonly { readonly expression: string; readonly messageExpression?: string }[]
}
interface Rule {
  readonly apiGroups?: readonly string[]
  readonly apiVersions?: readonly string[]
  readonly resources?: readonly string[]
}

interface Warning {
  readonly fieldRef: string
  readonly warning: string
}

/** Constant of typechecking.go. */
const maxTypesToCheck = 10

/** Looks at a policy's expressions, and says what came of it. Models typechecking.go. */
export function* syncAdmissionPolicy({ policy: { apiVersion, kind, metadata, spec } }: PolicyLook): Sync {
  const expressionWarnings = warningsOf(spec as Spec)
  const answer = yield* request({
    verb: 'patch',
    resource: 'validatingadmissionpolicies',
    subresource: 'status',
    name: metadata.name,
    body: {
      apiVersion,
      kind,
      metadata: { name: metadata.name },
      status: {
        observedGeneration: metadata.generation,
        typeChecking: expressionWarnings.length > 0 ? { expressionWarnings } : {}
      }
    },
    options: { patchType: 'apply', fieldManager: 'validatingadmissionpolicy-status', force: true }
  })
  return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
}

function warningsOf({ paramKind, matchConstraints, validations = [] }: Spec): readonly Warning[] {
  const kinds = kindsOf(matchConstraints?.resourceRules ?? [])
  const params = typed(typeNameOf(paramKind?.apiVersion ?? '', paramKind?.kind ?? ''))
  return validations.flatMap(({ expression, messageExpression }, i) =>
    Object.entries({ expression, messageExpression }).flatMap(([field, text]): Warning[] => {
      if (!text) return []
      const warning = kinds.map((kind) => problemsFor(kind, text, params)).join('')
      return warning === '' ? [] : [{ fieldRef: `spec.validations[${i}].${field}`, warning }]
    })
  )
}

function problemsFor([gvk, name]: readonly [string, string], expression: string, params: Type | undefined): string {
  const problems = cel().typeProblems(expression, { object: typed(name), oldObject: typed(name), params })
  return problems === '' ? '' : `${gvk}: ${problems}\n`
}

const typed = (of: string | undefined): Type | undefined => (of === undefined ? undefined : { form: 'struct', of })

/** The kinds that rules name one by one, as Go prints them, and their types. Models typesToCheck. */
function kindsOf(rules: readonly Rule[]): readonly (readonly [gvk: string, type: string])[] {
  const found = new Map<string, string>()
  for (const { apiGroups = [], apiVersions = [], resources = [] } of rules) {
    if ([...apiGroups, ...apiVersions].includes('*')) continue
    for (const group of apiGroups)
      for (const version of apiVersions)
        for (const resource of resources) {
          const kind = resource.includes('/') || resource === '*' ? undefined : findResource(resource)
          const apiVersion = group === '' ? version : `${group}/${version}`
          const type = kind?.group === group ? typeNameOf(apiVersion, kind.kind) : undefined
          if (kind && type) found.set(`${group}/${version}, Kind=${kind.kind}`, type)
        }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, maxTypesToCheck)
}

import { equal } from '../../equality'
import { isTrue, list, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'

const group = (name: string): Part => ({ kind: 'Group', group: { name } })
const everything = (...subjects: readonly Part[]): readonly Part[] => [
  {
    subjects,
    resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }],
    nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }]
  }
]

/** What every cluster has as it is. Models apiserver/pkg/apis/flowcontrol/bootstrap MandatoryFlowSchemas. */
const schemas: Readonly<Record<string, Part>> = {
  exempt: {
    priorityLevelConfiguration: { name: 'exempt' },
    matchingPrecedence: 1,
    rules: everything(group('system:masters'))
  },
  'catch-all': {
    priorityLevelConfiguration: { name: 'catch-all' },
    matchingPrecedence: 10_000,
    distinguisherMethod: { type: 'ByUser' },
    rules: everything(group('system:unauthenticated'), group('system:authenticated'))
  }
}

/** Models pkg/apis/flowcontrol/validation ValidateFlowSchema: two may not be changed. */
export function validateFixedSchema(name: string, spec: Part, problems: Problems): void {
  const fixed = schemas[name]
  if (fixed && !equal(goSchema(spec), goSchema(fixed)))
    problems.invalid('spec', goSchema(spec), `spec of '${name}' must equal the fixed value`)
}

/** Models ValidatePriorityLevelConfiguration: of `exempt` the part of its own may be changed, of `catch-all` nothing. */
export function validateFixedLevel(name: string, spec: Part, problems: Problems): void {
  const { Type, Limited } = goLevel(spec)
  if (name === 'exempt' && !(Type === 'Exempt' && Limited === null))
    problems.invalid(
      'spec',
      goLevel(spec),
      "spec of 'exempt' except the 'spec.exempt' field must equal the fixed value"
    )
  if (name === 'catch-all' && !equal(goLevel(spec), goLevel(catchAll)))
    problems.invalid('spec', goLevel(spec), "spec of 'catch-all' must equal the fixed value")
}

const catchAll: Part = {
  type: 'Limited',
  limited: { nominalConcurrencyShares: 5, limitResponse: { type: 'Reject' }, lendablePercent: 0 }
}

/** As Go shows structs of its own: names of their fields, nothing left out. */
const goSchema = (spec: Part): Part => ({
  PriorityLevelConfiguration: { Name: text(part(spec.priorityLevelConfiguration)?.name) },
  MatchingPrecedence: spec.matchingPrecedence,
  DistinguisherMethod: part(spec.distinguisherMethod) ? { Type: part(spec.distinguisherMethod)!.type } : null,
  Rules: spec.rules === undefined ? null : list(spec.rules).map(goRule)
})

const named = (value: unknown): Part | null => (part(value) ? { Name: text(part(value)!.name) } : null)
const goRule = ({ subjects, resourceRules, nonResourceRules }: Part): Part => ({
  Subjects: many(subjects, ({ kind, user, group: given, serviceAccount }) => ({
    Kind: kind,
    User: named(user),
    Group: named(given),
    ServiceAccount: part(serviceAccount)
      ? { Namespace: text(part(serviceAccount)!.namespace), Name: text(part(serviceAccount)!.name) }
      : null
  })),
  ResourceRules: many(resourceRules, ({ verbs, apiGroups, resources, clusterScope, namespaces }) => ({
    Verbs: texts(verbs),
    APIGroups: texts(apiGroups),
    Resources: texts(resources),
    ClusterScope: isTrue(clusterScope),
    Namespaces: namespaces === undefined ? null : texts(namespaces)
  })),
  NonResourceRules: many(nonResourceRules, ({ verbs, nonResourceURLs }) => ({
    Verbs: texts(verbs),
    NonResourceURLs: texts(nonResourceURLs)
  }))
})
const many = (value: unknown, shown: (one: Part) => Part): readonly Part[] | null =>
  value === undefined || value === null ? null : list(value).map(shown)

function goLevel(spec: Part): Part {
  const [limited, exempt] = [part(spec.limited), part(spec.exempt)]
  const response = part(limited?.limitResponse)
  const queuing = part(response?.queuing)
  return {
    Type: text(spec.type),
    Limited: limited
      ? {
          NominalConcurrencyShares: limited.nominalConcurrencyShares ?? 0,
          LimitResponse: {
            Type: text(response?.type),
            Queuing: queuing
              ? { Queues: queuing.queues, HandSize: queuing.handSize, QueueLengthLimit: queuing.queueLengthLimit }
              : null
          },
          LendablePercent: limited.lendablePercent ?? null,
          BorrowingLimitPercent: limited.borrowingLimitPercent ?? null
        }
      : null,
    Exempt: exempt
      ? {
          NominalConcurrencyShares: exempt.nominalConcurrencyShares ?? null,
          LendablePercent: exempt.lendablePercent ?? null
        }
      : null
  }
}

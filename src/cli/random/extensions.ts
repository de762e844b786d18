import type { Prng } from '../../base/prng'
import { kind, pick } from './kind'

const webhook = (rng: Prng) => ({
  webhooks: [
    {
      name: 'any.example.com',
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      timeoutSeconds: pick(rng, [1, 10]),
      failurePolicy: pick(rng, ['Ignore', 'Ignore', 'Fail']),
      clientConfig: pick(rng, [
        { service: { namespace: 'default', name: 'any-service', port: 80 } },
        { url: 'https://hook.example.com/admit' }
      ]),
      rules: [
        { apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: [pick(rng, ['pods', 'nodes', 'leases'])] }
      ]
    }
  ]
})
const policy = (more: object) => ({
  spec: {
    failurePolicy: 'Fail',
    matchConstraints: {
      resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] }]
    },
    ...more
  }
})
const roleRef = (name: string) => ({
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: name, name: `any-${name.toLowerCase()}` },
  subjects: [{ kind: 'ServiceAccount', namespace: 'default', name: 'any-serviceaccount' }]
})
const rules = { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }] }

/** What changes how requests are answered: admission, definitions, roles, flow control. */
export const extensions = [
  kind('admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicy', () =>
    policy({
      reinvocationPolicy: 'Never',
      mutations: [
        {
          patchType: 'ApplyConfiguration',
          applyConfiguration: { expression: 'Object{metadata: Object.metadata{labels: {"seen": "yes"}}}' }
        }
      ]
    })
  ),
  kind('admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicyBinding', () => ({
    spec: { policyName: 'any-mutatingadmissionpolicy' }
  })),
  kind('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', (_name, rng) => webhook(rng)),
  kind('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', () =>
    policy({ validations: [{ expression: 'size(object.spec.containers) < 3' }] })
  ),
  kind('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', (_name, rng) => ({
    spec: { policyName: 'any-validatingadmissionpolicy', validationActions: [pick(rng, ['Deny', 'Warn', 'Audit'])] }
  })),
  kind('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', (_name, rng) => webhook(rng)),
  kind('apiextensions.k8s.io/v1', 'CustomResourceDefinition', (_name, rng) => ({
    metadata: { name: 'anythings.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'anythings', kind: 'Anything', singular: 'anything' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  properties: { size: { type: 'integer' } },
                  'x-kubernetes-validations': [{ rule: 'self.size > 0' }]
                }
              }
            }
          },
          ...(rng.below(2) === 0 && { subresources: { status: {} } })
        }
      ]
    }
  })),
  kind('example.com/v1', 'Anything', (_name, rng) => ({ spec: { size: rng.below(3) } })),
  kind('apiregistration.k8s.io/v1', 'APIService', () => ({
    metadata: { name: 'v1.any.example.com' },
    spec: {
      group: 'any.example.com',
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 10,
      insecureSkipTLSVerify: true,
      service: { namespace: 'default', name: 'any-service', port: 80 }
    }
  })),
  kind('certificates.k8s.io/v1', 'CertificateSigningRequest', () => ({
    spec: {
      request: 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K',
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth']
    }
  })),
  kind('flowcontrol.apiserver.k8s.io/v1', 'FlowSchema', () => ({
    spec: {
      priorityLevelConfiguration: { name: 'any-prioritylevelconfiguration' },
      matchingPrecedence: 500,
      rules: [
        {
          subjects: [{ kind: 'User', user: { name: '*' } }],
          resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'], clusterScope: true }]
        }
      ]
    }
  })),
  kind('flowcontrol.apiserver.k8s.io/v1', 'PriorityLevelConfiguration', (_name, rng) => ({
    spec: {
      type: 'Limited',
      limited: {
        nominalConcurrencyShares: pick(rng, [0, 1, 30]),
        limitResponse: pick(rng, [
          { type: 'Reject' },
          { type: 'Queue', queuing: { queues: 4, handSize: 1, queueLengthLimit: 2 } }
        ])
      }
    }
  })),
  kind('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', () => roleRef('ClusterRole')),
  kind('rbac.authorization.k8s.io/v1', 'ClusterRole', () => rules),
  kind('rbac.authorization.k8s.io/v1', 'RoleBinding', () => roleRef('Role')),
  kind('rbac.authorization.k8s.io/v1', 'Role', () => rules)
]

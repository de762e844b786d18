import type { Script } from '../play'

const yaml = (...documents: readonly object[]): string => documents.map((one) => JSON.stringify(one)).join('\n---\n')
const map = (name: string, data: object = { a: '1' }, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...more },
  data
})
const pod = (spec: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec })

/** Scripts that patch, apply, replace and delete, in a healthy cluster: each begins anew. */
export const manifests: readonly Script[] = [
  {
    lines: [
      'patch deployment web -p {"spec":{"replicas":2}}',
      'patch deployment web --type=merge -p {"metadata":{"labels":{"x":"y"}}}',
      `patch deployment web --type=json -p '[{"op":"replace","path":"/spec/replicas","value":1}]'`,
      `patch deployment web --type=json -p '[{"op":"remove","path":"/spec/nothing"}]'`,
      'patch deployment web -p {"spec":{"replicas":2}',
      'patch deployment web -p {"spec":{"replicas":"two"}}',
      'patch deployment nothing -p {}',
      'patch deployment web',
      'patch deployment web -p {}',
      'patch deployment web --subresource=scale --type=merge -p {"spec":{"replicas":4}}',
      'get deployment web -o yaml'
    ]
  },
  { lines: ['apply -f -', 'apply -f -', 'get cm a -o yaml', 'delete -f -', 'delete -f -'], stdin: yaml(map('a')) },
  {
    lines: [
      'apply -f one.yaml',
      'apply -f two.yaml',
      'get cm a -o yaml',
      'diff -f one.yaml',
      'apply view-last-applied cm/a',
      'apply -f one.yaml -f two.yaml',
      'apply -f nothing.yaml',
      'apply -f .'
    ],
    files: { 'one.yaml': yaml(map('a')), 'two.yaml': yaml(map('a', { b: '2' }, { labels: { x: 'y' } })) }
  },
  {
    lines: ['apply -f all.yaml', 'apply -f all.yaml --prune -l set=one', 'get cm -l set=one'],
    files: { 'all.yaml': yaml(map('a', {}, { labels: { set: 'one' } }), map('b', {}, { labels: { set: 'one' } })) }
  },
  {
    lines: [
      'apply --server-side -f one.yaml',
      'apply --server-side --field-manager=other -f two.yaml',
      'apply --server-side --field-manager=other --force-conflicts -f two.yaml',
      'get cm a -o yaml --show-managed-fields',
      'apply -f one.yaml'
    ],
    files: { 'one.yaml': yaml(map('a')), 'two.yaml': yaml(map('a', { a: '2' })) }
  },
  {
    lines: [
      'create -f one.yaml',
      'create -f one.yaml',
      'replace -f two.yaml',
      'replace --force -f two.yaml',
      'replace -f gone.yaml',
      'delete -f one.yaml --ignore-not-found',
      'delete -f one.yaml --ignore-not-found'
    ],
    files: { 'one.yaml': yaml(map('a')), 'two.yaml': yaml(map('a', { a: '2' })), 'gone.yaml': yaml(map('gone')) }
  },
  {
    lines: [
      'apply -f one.yaml',
      'apply --validate=false -f one.yaml',
      'create -f one.yaml',
      'apply --dry-run=server -f one.yaml'
    ],
    files: { 'one.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\nnothing: 1\ndata:\n  a: 1\n' }
  },
  {
    lines: ['apply -f a.yaml', 'apply -f b.yaml', 'apply -f c.yaml', 'apply -f d.yaml', 'apply -f e.yaml'],
    files: {
      'a.yaml': 'a: [1\n',
      'b.yaml': 'kind: Nothing\napiVersion: v1\nmetadata:\n  name: x\n',
      'c.yaml': 'just text\n',
      'd.yaml': '',
      'e.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n'
    }
  },
  {
    lines: ['apply -f p.yaml', 'get pod p', 'apply -f q.yaml', 'replace --force -f q.yaml'],
    files: {
      'p.yaml': yaml(pod({ containers: [{ name: 'c', image: 'nginx:1.27' }] })),
      'q.yaml': yaml(pod({ containers: [{ name: 'c', image: 'nginx:1.27' }], hostNetwork: true }))
    }
  },
  {
    lines: ['apply -f p.yaml', 'apply -f q.yaml', 'apply -f r.yaml'],
    files: {
      'p.yaml': yaml(pod({ containers: [] })),
      'q.yaml': yaml(pod({ containers: [{ name: 'A_B', image: '' }], restartPolicy: 'Sometimes' })),
      'r.yaml': yaml(
        pod({
          containers: [
            {
              name: 'c',
              image: 'i',
              resources: { requests: { cpu: '2' }, limits: { cpu: '1' } },
              ports: [{ containerPort: 70_000 }]
            }
          ]
        })
      )
    }
  },
  {
    lines: [
      'delete pod nothing',
      'delete pods --all',
      'delete pods',
      'delete deployment web service web',
      'delete deployment/web service/nothing',
      'delete nothing',
      'delete ns default',
      'delete ns kube-system',
      'delete deployment nothing other'
    ]
  },
  {
    lines: [
      'delete deployment web --cascade=orphan',
      'get rs',
      'get pods',
      'delete rs -l app=web',
      'delete pods -l app=web --force --grace-period=0',
      'delete pods -l app=web --now'
    ]
  },
  {
    lines: [
      'delete deployment web --dry-run=client',
      'delete deployment web --dry-run=server',
      'delete deployment web -o name',
      'delete deployment web --cascade=nothing'
    ]
  },
  {
    lines: [
      'config set-context other --cluster=kubernetes --user=kubernetes-admin --namespace=kube-system',
      'config use-context other',
      'config get-contexts',
      'get deployments',
      'config set-context --current --namespace=default',
      'get deployments',
      'config use-context nothing',
      'config delete-context other',
      'config unset current-context',
      'config current-context'
    ]
  },
  {
    lines: [
      'edit deployment nothing',
      'cp nothing:/a b',
      'attach nothing',
      'port-forward nothing 80',
      'debug nothing --image=busybox',
      'certificate approve nothing',
      'replace',
      'apply',
      'create',
      'delete',
      'label',
      'rollout',
      'set',
      'config',
      'auth',
      'top',
      'scale',
      'expose',
      'run',
      'patch',
      'taint',
      'cordon',
      'drain',
      'wait',
      'cp',
      'attach',
      'port-forward',
      'explain',
      'annotate',
      'autoscale',
      'edit',
      'diff',
      'kustomize',
      'certificate',
      'cluster-info nothing',
      'plugin list'
    ]
  },
  {
    // A claim of a stateful set is a volume of its pods.
    lines: [
      'apply -f db.yaml',
      'get sts db',
      'get pvc',
      'describe sts db',
      'apply -f db.yaml',
      'apply -f template.yaml'
    ],
    files: {
      'db.yaml': yaml({
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name: 'db' },
        spec: {
          serviceName: 'db',
          selector: { matchLabels: { app: 'db' } },
          template: {
            metadata: { labels: { app: 'db' } },
            spec: {
              containers: [{ name: 'db', image: 'nginx:1.27', volumeMounts: [{ name: 'data', mountPath: '/data' }] }]
            }
          },
          volumeClaimTemplates: [
            {
              metadata: { name: 'data' },
              spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
            }
          ]
        }
      }),
      'template.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{name}}\n'
    }
  },
  {
    lines: ['apply -f wrong.yaml', 'create -f wrong.yaml --validate=warn'],
    files: { 'wrong.yaml': yaml({ ...map('a'), zeta: 1, alpha: 2, metadata: { name: 'a', zz: 1, aa: 2 } }) }
  }
]

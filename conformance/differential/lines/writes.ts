import type { Script } from '../play'

const yaml = (...documents: readonly object[]): string => documents.map((one) => JSON.stringify(one)).join('\n---\n')
const map = (name: string, data: object = { a: '1' }, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...more },
  data
})
const pod = (spec: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec })

/** Scripts that change things, in a healthy cluster: each begins anew. */
export const writes: readonly Script[] = [
  {
    lines: [
      'create deployment api --image=httpd:2.4 --replicas=2',
      'rollout status deployment/api',
      'get deployment api',
      'get rs -l app=api',
      'delete deployment api',
      'get deployment api'
    ]
  },
  {
    lines: ['create deployment web --image=nginx', 'create deployment Bad_Name --image=nginx', 'create deployment api']
  },
  {
    lines: [
      'create deployment api --image=httpd --dry-run=client -o yaml',
      'create deployment api --image=httpd --dry-run=server -o yaml',
      'get deployment api'
    ]
  },
  {
    lines: [
      'create configmap c --from-literal=a=1 --from-literal=b=2',
      'get cm c -o yaml',
      'create configmap c',
      'describe cm c',
      'delete cm c nothing'
    ]
  },
  {
    lines: ['create configmap c --from-file=one.txt --from-file=key=two.txt', 'get cm c -o jsonpath={.data}'],
    files: { 'one.txt': 'first\n', 'two.txt': 'second\n' }
  },
  {
    lines: [
      'create secret generic s --from-literal=p=q',
      'get secret s -o yaml',
      'create secret docker-registry d --docker-username=u --docker-password=p',
      'get secrets',
      'create secret tls t --cert=no --key=no'
    ]
  },
  {
    lines: ['create namespace other', 'get ns', 'create cm x -n other', 'get cm -n other', 'delete ns other', 'get ns']
  },
  {
    lines: [
      'create serviceaccount bot',
      'create role r --verb=get --resource=pods',
      'create rolebinding rb --role=r --serviceaccount=default:bot',
      'auth can-i get pods --as system:serviceaccount:default:bot',
      'describe role r',
      'describe rolebinding rb'
    ]
  },
  {
    lines: [
      'create clusterrole cr --verb=get,list --resource=deployments.apps',
      'create clusterrolebinding crb --clusterrole=cr --user=eve',
      'auth can-i list deployments --as eve',
      'get clusterrole cr -o yaml'
    ]
  },
  {
    lines: [
      'create service clusterip s --tcp=80:8080',
      'create service nodeport n --tcp=80',
      'create service externalname e --external-name=example.com',
      'get svc',
      'describe svc n'
    ]
  },
  {
    lines: [
      'create job j --image=busybox:1.36 -- echo hello',
      'wait --for=condition=complete job/j --timeout=60s',
      'logs job/j',
      'get jobs',
      'delete job j'
    ]
  },
  {
    lines: [
      'create cronjob c --image=busybox:1.36 --schedule="*/1 * * * *" -- date',
      'get cronjob c',
      'create job now --from=cronjob/c',
      'get jobs'
    ]
  },
  { lines: ['create ingress i --rule=a.example.com/=web:80', 'get ingress i', 'describe ingress i'] },
  {
    lines: [
      'create quota q --hard=pods=1',
      'describe quota q',
      'run one --image=nginx:1.27',
      'run two --image=nginx:1.27',
      'get pods -l run'
    ]
  },
  {
    lines: [
      'create priorityclass high --value=1000',
      'get priorityclass high',
      'create poddisruptionbudget p --selector=app=web --min-available=1',
      'get pdb'
    ]
  },
  { lines: ['create token default', 'create token nothing'].slice(1) },
  {
    lines: [
      'run nginx --image=nginx:1.27',
      'wait --for=condition=Ready pod/nginx',
      'get pod nginx',
      'exec nginx -- hostname',
      'delete pod nginx',
      'get pod nginx'
    ]
  },
  {
    lines: [
      'run x',
      'run x --image=',
      'run X --image=nginx',
      'run x --image=nginx --dry-run=client -o yaml',
      'run x --image=nginx --port=80 --env=A=b --labels=a=b --dry-run=server -o yaml'
    ]
  },
  {
    lines: [
      'expose deployment web --name=web2 --port=80 --target-port=8080',
      'get svc web2',
      'expose deployment web --port=80',
      'expose deployment nothing --port=80',
      'expose pod nothing'
    ]
  },
  {
    lines: [
      'scale deployment web --replicas=1',
      'rollout status deployment/web',
      'get deployment web',
      'scale deployment web --replicas=5 --current-replicas=3',
      'scale deployment web',
      'scale deployment nothing --replicas=1',
      'scale deployment web --replicas=-1'
    ]
  },
  {
    lines: [
      'autoscale deployment web --min=2 --max=5 --cpu=80%',
      'get hpa web',
      'autoscale deployment web --max=1 --min=3'
    ]
  },
  {
    lines: [
      'set image deployment/web web=nginx:1.28',
      'rollout status deployment/web',
      'rollout history deployment/web',
      'rollout undo deployment/web',
      'rollout status deployment/web',
      'rollout history deployment/web',
      'get rs -o wide'
    ]
  },
  {
    lines: [
      'set image deployment/web nothing=nginx:1.28',
      'set image deployment/web',
      'set image deployment/nothing a=b',
      'set env deployment/web A=1 B=2',
      'set env deployment/web --list',
      'set env deployment/web A-',
      'set resources deployment web --limits=cpu=200m,memory=64Mi',
      'set serviceaccount deployment web robot',
      'set selector svc web app=other',
      'set subject rolebinding x --user=u'
    ]
  },
  {
    lines: [
      'rollout restart deployment/web',
      'rollout status deployment/web',
      'rollout pause deployment/web',
      'rollout pause deployment/web',
      'rollout restart deployment/web',
      'rollout undo deployment/web',
      'rollout resume deployment/web',
      'rollout resume deployment/web',
      'rollout undo deployment/web --to-revision=7'
    ]
  },
  {
    lines: [
      'label deployment web tier=front',
      'label deployment web tier=front',
      'label deployment web tier=back',
      'label deployment web tier=back --overwrite',
      'label deployment web tier-',
      'label deployment web tier-',
      'label pods --all a=b',
      'label pods -l app=web x=y',
      'label deployment web a/b/c=d',
      'label deployment web',
      'label deployment nothing a=b',
      'get deployment web --show-labels'
    ]
  },
  {
    lines: [
      'annotate deployment web note=hello',
      'annotate deployment web note=there',
      'annotate deployment web note=there --overwrite',
      'annotate deployment web note-',
      'annotate deployment web',
      'get deployment web -o jsonpath={.metadata.annotations}'
    ]
  },
  {
    lines: [
      'taint node worker-1 dedicated=db:NoSchedule',
      'taint node worker-1 dedicated=db:NoSchedule',
      'taint node worker-1 dedicated=web:NoSchedule',
      'taint node worker-1 dedicated=web:NoSchedule --overwrite',
      'describe node worker-1',
      'taint node worker-1 dedicated-',
      'taint node worker-1 dedicated-',
      'taint node worker-1 a=b:Nothing',
      'taint node nothing a=b:NoExecute'
    ]
  },
  {
    lines: [
      'cordon worker-1',
      'cordon worker-1',
      'get nodes',
      'uncordon worker-1',
      'uncordon worker-1',
      'cordon nothing',
      'drain worker-1',
      'drain nothing'
    ]
  },
  { lines: ['drain worker-1 --ignore-daemonsets --timeout=60s', 'get nodes', 'get pods -o wide', 'uncordon worker-1'] },
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
      'delete all --all'
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
  }
]

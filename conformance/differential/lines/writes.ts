import type { Script } from '../play'

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
  { lines: ['drain worker-1 --ignore-daemonsets --timeout=60s', 'get nodes', 'get pods -o wide', 'uncordon worker-1'] }
]

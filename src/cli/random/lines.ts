import type { Prng } from '../../base/prng'
import type { CommandWithInput } from '../../scenarios'
import { makers, randomObject } from './objects'

/** Where a line may be typed, and of what. */
export interface Scene {
  readonly masters: readonly string[]
  readonly workers: readonly string[]
}

const address = (master: string): string => `https://10.0.0.${10 + Number(master.split('-')[1])}:2379`

/** Lines that a person types while it burns: kubectl on objects of all kinds, etcdctl and repairs by hand on a master. */
export function randomLine(rng: Prng, at: string, { masters, workers }: Scene): CommandWithInput {
  const pick = <T>(items: readonly T[]): T => items[rng.below(items.length)]!
  const kind = pick([...makers.keys()])
  const name = `${kind.toLowerCase()}/any-${kind.toLowerCase()}`
  const workload = pick(['deployment', 'statefulset', 'replicaset', 'replicationcontroller'])
  const owner = `${workload}/any-${workload}`
  const rolled = pick(['deployment/any-deployment', 'statefulset/any-statefulset', 'daemonset/any-daemonset'])
  const master = pick(masters)
  const node = pick([...workers, master])
  const all = masters.map(address).join(',')
  const kubectl = (line: string, more: object = {}): CommandWithInput => ({ at, line: `kubectl ${line}`, ...more })
  const on = (line: string): CommandWithInput => ({ at, line: `ssh ${master} ${line}` })
  const manifest = pick(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'])
  const kinds: readonly (readonly [weight: number, make: () => CommandWithInput])[] = [
    [8, () => kubectl('apply -f -', { stdin: JSON.stringify(randomObject(kind, rng)) })],
    [2, () => kubectl('apply --server-side -f -', { stdin: JSON.stringify(randomObject(kind, rng)) })],
    [2, () => kubectl('create -f -', { stdin: JSON.stringify(randomObject(kind, rng)) })],
    [1, () => kubectl('replace --force -f -', { stdin: JSON.stringify(randomObject(kind, rng)) })],
    [5, () => kubectl(`delete ${name} --wait=false`)],
    [1, () => kubectl(`delete ${name} --force --grace-period=0`)],
    [1, () => kubectl(`delete ${name} --cascade=${pick(['orphan', 'foreground'])} --wait=false`)],
    [1, () => kubectl(`delete pods --all ${pick(['', '--force --grace-period=0'])} --wait=false`)],
    [1, () => kubectl(`delete node ${node}`)],
    [3, () => kubectl(`scale ${owner} --replicas=${rng.below(7)}`)],
    [2, () => kubectl(`rollout ${pick(['restart', 'undo', 'status --timeout=20s'])} ${rolled}`)],
    [1, () => kubectl(`rollout ${pick(['pause', 'resume'])} deployment/any-deployment`)],
    [2, () => kubectl(`set image ${rolled} main=nginx:1.${20 + rng.below(9)}`)],
    [1, () => kubectl(`label ${name} a=${rng.below(9)} --overwrite`)],
    [1, () => kubectl(`annotate ${name} b=${rng.below(9)} --overwrite`)],
    [1, () => kubectl(`patch ${name} --type=merge -p '{"metadata":{"finalizers":["example.com/keep"]}}'`)],
    [1, () => kubectl(`patch ${name} --type=json -p '[{"op":"remove","path":"/metadata/finalizers"}]'`)],
    [2, () => kubectl(`drain ${node} --ignore-daemonsets --delete-emptydir-data --force --timeout=40s`)],
    [3, () => kubectl(`${pick(['cordon', 'uncordon', 'uncordon'])} ${node}`)],
    [1, () => kubectl(`taint node ${node} a=b:${pick(['NoExecute', 'NoSchedule'])} --overwrite`)],
    [1, () => kubectl(`taint node ${node} a-`)],
    [1, () => kubectl(`exec ${owner} -- ${pick(['ls', 'cat /etc/hostname', 'kill 1', 'sleep 30'])}`)],
    [1, () => kubectl(`run one-${rng.below(5)} --image=busybox:1.36 --restart=Never -- sleep 5`)],
    [1, () => kubectl(`debug ${owner} --image=busybox:1.36 -- sleep 1`)],
    [1, () => kubectl(`autoscale deployment any-deployment --min=1 --max=4 --cpu-percent=50`)],
    [1, () => kubectl(`create job by-hand-${rng.below(5)} --from=cronjob/any-cronjob`)],
    [1, () => kubectl(`certificate ${pick(['approve', 'deny'])} any-certificatesigningrequest`)],
    [
      2,
      () =>
        kubectl(`get ${pick([kind.toLowerCase(), 'all', 'pods -A', 'events'])} -o ${pick(['wide', 'yaml', 'json'])}`)
    ],
    [2, () => kubectl(`describe ${name}`)],
    [1, () => kubectl(`wait ${name} --for=condition=Ready --timeout=10s`)],
    [1, () => on(`etcdctl member list -w ${pick(['simple', 'table', 'json'])}`)],
    [
      1,
      () =>
        on(`etcdctl endpoint ${pick(['status', 'health', 'hashkv'])} ${pick(['--cluster', `--endpoints=${all}`, ''])}`)
    ],
    [1, () => on(`etcdctl member ${pick(['remove', 'promote'])} ${rng.next32().toString(16)}`)],
    [
      1,
      () =>
        on(
          `etcdctl member add ${master} --peer-urls=${address(master).replace('2379', '2380')} ${pick(['', '--learner'])}`
        )
    ],
    [1, () => on(`etcdctl move-leader ${rng.next32().toString(16)} --endpoints=${all}`)],
    [
      1,
      () =>
        on(`etcdctl ${pick(['defrag', 'defrag --cluster', 'alarm list', 'alarm disarm', 'compact 100', 'check perf'])}`)
    ],
    [
      1,
      () =>
        on(`etcdctl ${pick(['put a b', 'get a', 'del a', 'get / --prefix --keys-only', 'lease grant 10', 'watch a'])}`)
    ],
    [1, () => on('etcdctl snapshot save any.db')],
    [1, () => on(`etcdutl snapshot ${pick(['status any.db', 'restore any.db --data-dir new'])}`)],
    [1, () => on(`mv /etc/kubernetes/manifests/${manifest}.yaml ~/`)],
    [2, () => on(`mv ~/${manifest}.yaml /etc/kubernetes/manifests/`)],
    [1, () => on("sed -i '/- etcd$/a\\    - --force-new-cluster' /etc/kubernetes/manifests/etcd.yaml")],
    [1, () => on("sed -i '/force-new-cluster/d' /etc/kubernetes/manifests/etcd.yaml")],
    [1, () => on('kubeadm certs renew all')]
  ]
  return pick(kinds.flatMap(([weight, make]) => Array<() => CommandWithInput>(weight).fill(make)))()
}

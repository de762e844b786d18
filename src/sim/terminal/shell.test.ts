import { beforeAll, describe, expect, it } from 'vitest'
import { prepare, presetOf } from '../../scenarios'
import { createSimulation, forkSimulation, type Simulation } from '..'
import { seconds } from '../../base/time'
import { complete } from './complete'
import type { Place, Typed } from './place'
import { runLine } from './shell'
import { freshShell, type Shell } from './state'

/** A shell before three masters of which none fails by itself. */
class Desk {
  shell: Shell = freshShell
  at = seconds(1)
  constructor(public simulation: Simulation) {
    simulation.history.advance(this.at)
  }

  readonly place: Place = Object.defineProperties(
    { known: new Map() },
    {
      simulation: { get: () => this.simulation },
      at: { get: () => this.at, set: (at: number) => (this.at = at) },
      followTo: { get: () => this.at + seconds(1) },
      act: {
        value: ({ kubectl, fault }: Typed) => {
          this.simulation = forkSimulation(this.simulation, {
            ...(kubectl && { kubectl: [kubectl] }),
            ...(fault && { faults: [fault] })
          })
        }
      }
    }
  ) as Place

  /** What a line prints, both streams in their order, and its exit code if it is not 0. */
  type(line: string): string {
    this.place.known.clear()
    const answer = ended(runLine(this.place, this.shell, line))
    if (!answer.ok) throw new Error(answer.error)
    const { said, code, shell } = answer.value
    this.shell = shell
    this.simulation.history.advance(this.at)
    return said.map(({ text }) => text).join('') + (code === 0 ? '' : `[${code}]`)
  }

  words(line: string): readonly string[] {
    this.place.known.clear()
    return ended(complete(this.place, this.shell, line)).words
  }
}

function ended<T>(slices: Generator<void, T>): T {
  for (;;) {
    const { done, value } = slices.next()
    if (done) return value
  }
}

let healthy: Simulation
beforeAll(() => {
  const spec = prepare({ ...presetOf('ha-master-fails')!, faults: [] })
  if (!spec.ok) throw new Error(spec.error)
  healthy = createSimulation(spec.value)
})
const desk = () => new Desk(forkSimulation(healthy, { kubectl: [{ at: seconds(900), line: 'version' }] }))

describe('the shell', () => {
  it('joins kubectl with small programs, substitutes, loops, and redirects both streams', () => {
    const at = desk()
    expect(at.type('kubectl get nodes --no-headers | wc -l')).toBe('6\n')
    expect(at.type("kubectl get nodes -o json | jq -r '.items[].metadata.name' | grep master | tail -1")).toBe(
      'master-3\n'
    )
    expect(at.type('kubectl get $(kubectl get pods -o name | head -1) -o name | cut -d/ -f1')).toBe('pod\n')
    expect(at.type('for n in 1 2; do kubectl get node worker-$n -o name; done')).toBe('node/worker-1\nnode/worker-2\n')
    expect(at.type('kubectl get nosuch > all.txt 2>&1; cat all.txt')).toContain('resource type "nosuch"')
    expect(at.type('kubectl get nosuch 2>/dev/null || echo failed')).toBe('failed\n')
    expect(at.type('kubectl get nodes -o name | xargs -n 1 echo | sort -r | head -1')).toBe('node/worker-3\n')
    expect(at.shell.files['all.txt']).toContain('nosuch')
  })

  it.each([
    [
      'for p in $(kubectl get nodes -o name | head -2) x; do echo "= $p"; done',
      '= node/master-1\n= node/master-2\n= x\n'
    ],
    ['A=($(kubectl get nodes -o name)); echo ${A[1]} ${#A[@]}', 'node/master-2 6\n'],
    ['case $(kubectl get ns default -o name) in namespace/*) echo yes;; *) echo no;; esac', 'yes\n'],
    ['case n in $(kubectl get ns default -o name | cut -c1)) echo n;; esac', 'n\n'],
    ['cat <<EOF\nfirst: $(kubectl get nodes -o name | head -1)\nEOF', 'first: node/master-1\n'],
    ['[[ $(kubectl get ns default -o name) == namespace/default ]] && echo same', 'same\n']
  ])('what kubectl says stands wherever a word may: %s', (line, says) => {
    expect(desk().type(line)).toBe(says)
  })

  it('each command begins when the one before it has ended, and what reads makes no input', () => {
    const at = desk()
    const began = at.at
    expect(at.type('kubectl create ns one && kubectl get ns one -o name; sleep 2')).toBe(
      'namespace/one created\nnamespace/one\n'
    )
    expect(at.at).toBeGreaterThan(began + seconds(2))
    expect(at.simulation.spec.kubectl.filter(({ at: when }) => when < seconds(60)).map(({ line }) => line)).toEqual([
      'create ns one'
    ])
  })
})

describe('a machine’s tools', () => {
  it('tell the truth of units: status, stop, journal, and a dead machine’s silence', () => {
    const at = desk()
    at.type('ssh worker-1')
    expect(at.type('systemctl status kubelet | head -5')).toMatch(/Active: active \(running\) since/)
    expect(at.type('crictl ps --name kube-proxy -q | wc -l')).toBe('1\n')
    at.type('systemctl stop kubelet')
    expect(at.simulation.spec.faults).toMatchObject([{ kind: 'stop', target: 'worker-1/kubelet' }])
    expect(at.type('systemctl is-active kubelet')).toBe('inactive\n[3]')
    expect(at.type('journalctl -u kubelet -n 1 --no-pager')).toContain('systemd[1]: Stopped kubelet.service')
    at.type('exit')
    at.simulation = forkSimulation(at.simulation, {
      faults: [{ kind: 'crash', at: at.at + 1_000, machine: 'worker-2' }]
    })
    at.type('sleep 1')
    expect(at.type('ssh worker-2')).toBe('ssh: connect to host worker-2 port 22: Connection timed out\n[255]')
  })

  it('ask etcd by messages: what it holds, and what it cannot say without a quorum', () => {
    const at = desk()
    expect(at.type('kubectl exec -n kube-system etcd-master-1 -- etcdctl endpoint health')).toMatch(
      /^127.0.0.1:2379 is healthy: /
    )
    at.type('ssh master-1')
    expect(at.type('etcdctl put a b && etcdctl get a')).toBe('OK\na\nb\n')
    expect(at.type('etcdctl member list | wc -l')).toBe('3\n')
    expect(at.type('etcdctl get /registry/nodes --prefix --keys-only | grep -c registry')).toBe('6\n')
    expect(at.type('curl -sk https://127.0.0.1:6443/livez')).toBe('ok')
    expect(at.type('etcdctl snapshot save /tmp/s.db && etcdutl snapshot status /tmp/s.db')).toMatch(
      /^Snapshot saved at \/tmp\/s\.db/
    )
    const faults = ['master-2', 'master-3'].map((machine) => ({ kind: 'crash', at: at.at + 1_000, machine }) as const)
    at.simulation = forkSimulation(at.simulation, { faults })
    at.type('sleep 5')
    expect(at.type('etcdctl endpoint health')).toMatch(
      /^\{"level":"warn".*\}\n127\.0\.0\.1:2379 is unhealthy: failed to commit proposal: .*\nError: unhealthy cluster\n\[1\]$/
    )
  })

  it('read rules, certificates, manifests and the balancer’s own counters', () => {
    const at = desk()
    expect(at.type('ssh worker-1 iptables-save | grep -c web')).not.toBe('0\n[1]')
    expect(at.type('ssh master-1 openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -enddate')).toBe(
      'notAfter=Jan  1 09:57:50 2027 GMT\n'
    )
    expect(at.type("ssh master-1 'grep image: /etc/kubernetes/manifests/etcd.yaml'")).toMatch(
      /image: registry\.k8s\.io\/etcd:/
    )
    expect(at.type('ssh lb \'echo "show stat" | socat stdio /run/haproxy/admin.sock\' | grep -c UP')).toBe('4\n')
    expect(at.type('ssh lb haproxy -c -f /etc/haproxy/haproxy.cfg')).toBe('Configuration file is valid\n')
    expect(
      at.type(`ssh lb 'sed s/balance/ballance/ /etc/haproxy/haproxy.cfg > new.cfg; haproxy -c -f new.cfg'`)
    ).toMatch(/unknown keyword 'ballance' in 'backend' section[^]*\[1\]$/)
    expect(at.type('ssh worker-1 docker ps')).toContain('command not found')
    expect(at.type('ssh nobody')).toContain('Could not resolve hostname nobody')
  })

  it('change what leaves a machine, list rules as iptables does, and see what came after a wait on the same line', () => {
    const at = desk()
    at.type('ssh master-1')
    expect(
      at.type(
        'mv /etc/kubernetes/manifests/kube-scheduler.yaml /tmp/ && crictl ps -q --name scheduler | wc -l && sleep 25 && crictl ps -q --name scheduler | wc -l'
      )
    ).toBe('1\n0\n')
    expect(at.type('tc qdisc add dev eth0 root netem delay 100ms 10ms loss 5%')).toBe('')
    expect(at.simulation.spec.faults).toMatchObject([
      { kind: 'link', a: 'master-1', b: 'all', oneWay: true, latency: 100_000, jitter: 10_000, loss: 0.05 }
    ])
    at.at += 2_000
    expect(at.type('tc qdisc show dev eth0')).toMatch(/netem .* delay 100ms {2}10ms loss 5%/)
    expect(at.type('ping -c 1 worker-1 | grep -o time=1')).toBe('time=1\n')
    expect(at.type('tc qdisc add dev eth0 root netem loss 1%')).toMatch(/^Error: Exclusivity flag on/)
    at.type('tc qdisc del dev eth0 root')
    at.at += 2_000
    expect(at.type('tc qdisc show')).toMatch(/fq_codel/)
    const [chain, head, ...rules] = at.type('iptables -t nat -nL KUBE-SERVICES').split('\n')
    expect(chain).toBe('Chain KUBE-SERVICES (2 references)')
    expect(head).toBe('target     prot opt source               destination         ')
    expect(rules).toContain(
      'KUBE-SVC-NPX46M4PTMTKRN6Y  6    --  0.0.0.0/0            10.96.0.1            /* default/kubernetes:https cluster IP */ tcp dpt:443'
    )
    expect(at.type('iptables -S INPUT | head -1')).toBe('-P INPUT ACCEPT\n')
    expect(at.type('iptables -L NOSUCH')).toBe('iptables: No chain/target/match by that name.\n[1]')
    expect(at.type('ip link set eth0 down; echo $?')).toBe('0\n')
    at.at += 2_000
    expect(at.type('hostname')).toMatch(/not responding/)
  })

  it('are started anew and switched off, which ends whoever is logged in', () => {
    const at = desk()
    at.type('ssh worker-1')
    expect(at.type('systemctl reboot')).toBe(
      'Connection to worker-1 closed by remote host.\nConnection to worker-1 closed.\n[255]'
    )
    expect(at.type('hostname')).toBe('laptop\n')
    at.type("ssh worker-2 'shutdown -h now'")
    at.at += seconds(30)
    at.type('true')
    expect(at.type('kubectl get events -A --field-selector reason=Rebooted -o name | wc -l')).toBe('1\n')
    expect(at.type('ssh worker-2 true')).toContain('Connection timed out')
  })
})

describe('completion', () => {
  it('gives kubectl the variables that it looks at', () => {
    const desk = new Desk(healthy)
    desk.type(
      "printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: old}' > c.yaml; kubectl apply -f c.yaml"
    )
    expect(desk.type("KUBE_EDITOR='sed -i s/old/new/' kubectl edit configmap c")).toBe('configmap/c edited\n')
    expect(desk.type('kubectl get configmap c -o jsonpath={.data.a}')).toBe('new')
    expect(desk.type('kubectl edit configmap c')).toBe('error: unable to launch the editor "vi"\n[1]')
    desk.type('export KUBECONFIG=nowhere.conf')
    expect(desk.type('kubectl config current-context')).toBe('error: current-context is not set\n[1]')
    expect(desk.type('unset KUBECONFIG; kubectl config current-context')).toBe('kubernetes-admin@kubernetes\n')
  })

  it('finds on a machine the kubeconfigs that lie there, each with what it may', () => {
    const at = desk()
    const admin = '/etc/kubernetes/admin.conf'
    expect(at.type(`ssh master-1 kubectl --kubeconfig ${admin} get ns default -o name`)).toBe('namespace/default\n')
    expect(at.type(`ssh worker-1 kubectl --kubeconfig ${admin} get ns`)).toContain(`stat ${admin}: no such file`)
    expect(at.type('ssh worker-1 kubectl get ns')).toContain('The connection to the server localhost:8080 was refused')
    const kubelet = 'kubectl --kubeconfig /etc/kubernetes/kubelet.conf get'
    expect(at.type(`ssh worker-1 ${kubelet} node worker-1 -o name`)).toBe('node/worker-1\n')
    expect(at.type(`ssh worker-1 ${kubelet} secrets`)).toContain('User "system:node:worker-1" cannot list')
    expect(at.type(`scp master-2:${admin} a.conf && KUBECONFIG=a.conf kubectl get ns default -o name`)).toContain(
      'default'
    )
  })

  it('asks an API server as any client does: who shows nothing is anonymous, a certificate and a token are somebody', () => {
    const at = desk()
    const api = 'https://localhost:6443/api/v1/namespaces/default'
    at.type('ssh master-1')
    expect(at.type(`curl -sk ${api}`)).toContain('User \\"system:anonymous\\" cannot get resource \\"namespaces\\"')
    const pki = '/etc/kubernetes/pki/apiserver-kubelet-client'
    expect(at.type(`curl -sk --cert ${pki}.crt --key ${pki}.key ${api} | grep '"name"'`)).toContain('"default"')
    expect(at.type(`curl -sk -H "Authorization: Bearer $(kubectl create token default)" ${api}`)).toContain(
      'serviceaccount:default:default'
    )
    expect(at.type('curl https://10.0.0.10:6443/livez')).toContain('curl: (60)')
    expect(at.type('curl -sk https://10.0.0.10:6443/livez')).toBe('ok')
    expect(at.type('curl -s localhost:10248/healthz; curl -s 127.0.0.1:2381/health')).toBe(
      'ok{"health":"true","reason":""}'
    )
    at.type('systemctl stop kubelet')
    expect(at.type('curl -sS localhost:10248/healthz')).toContain('curl: (7)')
  })

  it('keeps what a line on another machine wrote there', () => {
    const at = desk()
    at.type("ssh worker-1 'echo one > /tmp/a; echo port: 1 > /etc/app.yaml'; echo two > b; scp b worker-1:/tmp/")
    expect(at.type('ssh worker-1 cat /tmp/a /tmp/b /etc/app.yaml')).toBe('one\ntwo\nport: 1\n')
    expect(at.type('ssh worker-2')).toBe('')
    expect(at.type('scp worker-1:/tmp/a worker-1:/etc/app.yaml . && cat a app.yaml')).toBe('one\nport: 1\n')
    expect(at.type('scp a worker-1:/etc/b; ssh worker-1 cat /etc/b; cat a')).toBe('one\none\n')
  })

  it('lets kubectl go on behind it, and reaches the ports at which that listens', () => {
    const at = desk()
    at.type('kubectl run box --image=nginx --port=80; kubectl wait --for=condition=Ready pod/box')
    expect(at.type('curl -s localhost:8080')).toContain('[7]')
    expect(at.type('kubectl port-forward pod/box 8080:80 &')).toMatch(
      /^\[1\] \d+\nForwarding from 127.0.0.1:8080 -> 80\n/
    )
    expect(at.type('curl -s localhost:8080')).toBe('Handling connection for 8080\n<h1>Welcome to nginx!</h1>\n')
    expect(at.type('kubectl port-forward pod/box 8080:80 &')).toContain('bind: address already in use')
    expect(
      at.type('kubectl proxy & curl -s localhost:8001/api/v1/namespaces/default/pods/box | jq -r .kind')
    ).toContain('\nPod\n')
    expect(at.type('kill %2')).toMatch(/^\[2\]\+ {2}Terminated .*kubectl proxy\n$/)
    expect(at.type('curl localhost:8001/version; jobs')).toMatch(/^curl: \(7\) .*\n\[1\]\+ {2}Running/)
    at.type('kubectl delete pod box')
    expect(at.type('curl localhost:8080')).toMatch(
      /lost connection to pod\ncurl: \(52\) Empty reply from server\n\[1\]\+ {2}Exit 1 /
    )
    expect(at.type('curl -s localhost:8080')).toContain('[7]')
    expect(at.type('kill %1')).toBe('bash: kill: %1: no such job\n[1]')
  })

  it('asks hosts files for names', () => {
    const at = desk()
    expect(
      at.type(`ssh worker-1 'echo "10.96.0.1 kube.test" >> /etc/hosts; curl -sk https://kube.test/version'`)
    ).toContain('"minor": "36"')
    expect(at.type(`ssh worker-2 'curl -sk https://kube.test/version'`)).toContain('[6]')
    expect(
      at.type('echo "10.0.0.11 master.example" >> /etc/hosts; curl -ski https://master.example:6443/livez')
    ).toContain('HTTP/1.1 200 OK')
  })

  it('has what kubectl copied out of a container as a file like any other', () => {
    const at = desk()
    at.type('kubectl run box --image=busybox -- sleep 1000; kubectl wait --for=condition=Ready pod/box')
    at.type(`kubectl exec box -- sh -c "printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: out}\n' > /out.yaml"`)
    expect(at.type('kubectl cp box:/out.yaml out.yaml && kubectl apply -f out.yaml')).toContain('configmap/out created')
    expect(at.type('head -1 out.yaml')).toBe('apiVersion: v1\n')
  })

  it('knows verbs, kinds, names, flags, namespaces, machines and files', () => {
    const at = desk()
    expect(at.words('kubectl desc')).toEqual(['describe '])
    expect(at.words('kubectl rollout st')).toEqual(['status '])
    expect(at.words('kubectl get no worker-')).toEqual(['worker-1 ', 'worker-2 ', 'worker-3 '])
    expect(at.words('kubectl get pods -n kube-sy')).toEqual(['kube-system '])
    expect(at.words('kubectl get pods --no-h')).toEqual(['--no-headers '])
    expect(at.words('echo a | kubectl logs web').length).toBeGreaterThan(3)
    expect(at.words('ssh mas')).toEqual(['master-1 ', 'master-2 ', 'master-3 '])
    at.type('echo a > web.yaml')
    expect(at.words('kubectl apply -f w')).toEqual(['web.yaml '])
  })
})
